"""After, the same is said to be known: the finding is suppressed."""

from datetime import datetime, timedelta

from app import jobs
from app.models import Base, Job

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    session.add_all(Job(queue="mail", due=NOW + timedelta(days=number)) for number in range(rows))


before = {"app/models.py:Job.due": lambda session: jobs.overdue(session, NOW)}
