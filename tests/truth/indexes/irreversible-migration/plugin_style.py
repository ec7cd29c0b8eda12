from case import models
from sqlalchemy import Column, Integer, MetaData, Table
from truth_migrations import alembic

metadata = MetaData()
challenges = Table("challenge", metadata, Column("id", Integer, primary_key=True))
if "drop_column" in models.upgrade.__code__.co_names:
    challenges.append_column(Column("minimum", Integer))


def fill(session, rows):
    session.execute(challenges.insert(), [{"id": number} for number in range(rows)])


def run(session):
    return alembic(session, models, "op")
