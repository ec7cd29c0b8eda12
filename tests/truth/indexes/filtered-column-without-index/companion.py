"""After, what is ordered by another column than its index has is sorted, but only what the index found."""

from datetime import datetime, timedelta

from app import jobs
from app.models import Base, Job

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    session.add_all(Job(queue="mail", due=NOW + timedelta(days=number), token="x") for number in range(rows))


before = {
    "app/models.py:Job.queue": lambda session: jobs.of_queue(session, "mail").all(),
    "app/models.py:Job.due": lambda session: jobs.overdue(session, NOW, "mail"),
    "app/models.py:Job.token": lambda session: jobs.by_token(session, "x", "mail"),
}
after = {
    "app/models.py:Job.queue": lambda session: jobs.of_queue(session, "mail").all(),
    "app/models.py:Job.due": lambda session: jobs.later(session, NOW, "mail"),
    "app/models.py:Job.token": lambda session: jobs.by_token(session, "x", "mail"),
}
