from case import models
from sqlalchemy import Column, Integer, MetaData, Table
from truth_migrations import alembic

metadata = MetaData()
orders = Table("orders", metadata, Column("id", Integer, primary_key=True))


def fill(session, rows):
    session.execute(orders.insert(), [{"id": number} for number in range(rows)])


def run(session):
    return alembic(session, models)
