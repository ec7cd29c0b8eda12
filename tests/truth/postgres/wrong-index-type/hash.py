from datetime import date, timedelta

from app.models import Base, Visit
from app.search import since
from sqlalchemy import insert

metadata = Base.metadata
FIRST = date(1990, 1, 1)


def fill(session, rows):
    session.execute(insert(Visit), [{"day": FIRST + timedelta(days=number)} for number in range(rows)])


def run(session):
    return since(session, FIRST + timedelta(days=19_900))


before = {"app/models.py:Visit.day": "visits.day >"}
after = {"app/models.py:Visit.day": "visits.day >"}
