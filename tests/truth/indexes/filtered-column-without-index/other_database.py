"""After, the table is of a database whose migrations stand elsewhere: what it has is not known."""

from app.tables import visits
from app.warehouse import pages
from sqlalchemy import text

metadata = visits.metadata


def fill(session, rows):
    session.execute(visits.insert(), [{"user": number, "page": f"page {number}"} for number in range(rows)])


before = {"app/tables.py:visits": lambda session: session.execute(text(pages(1)), {"user_1": 1}).all()}
