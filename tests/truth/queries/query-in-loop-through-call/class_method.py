from app.labels import labels
from app.models import Base, Country
from sqlalchemy import select

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Country(code=f"c{number}", name=f"country {number}") for number in range(rows))


def run(session):
    return labels(session, list(session.scalars(select(Country.code))))
