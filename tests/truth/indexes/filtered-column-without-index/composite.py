from datetime import datetime, timedelta

from app.base import Base
from app.models import Job
from app.queues import due

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    session.add_all(Job(id=number, queue="mail", due=NOW - timedelta(days=number)) for number in range(rows))


def run(session):
    return due(session, "mail", NOW)
