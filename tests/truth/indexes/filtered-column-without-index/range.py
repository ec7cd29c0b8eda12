from datetime import datetime, timedelta

from app.base import Base
from app.models import Visit
from app.stats import pages_since

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    session.add_all(Visit(at=NOW + timedelta(days=number), page=f"page {number}") for number in range(rows))


def run(session):
    return pages_since(session, NOW)
