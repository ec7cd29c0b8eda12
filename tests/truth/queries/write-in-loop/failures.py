"""After, one job of them fails."""

import jobs
from models import Base, Job

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Job(id=number, disabled=False, runs=0) for number in range(rows))


def failing(*arguments):
    raise ValueError


def once(job):
    if job.id == 0:
        raise ValueError


def run_others(session):
    try:
        jobs.run_others(session, once, all_of(session))
    except ValueError:
        return "raised"


def all_of(session):
    session.expire_on_commit = False
    return session.query(Job).all()


before = {
    "jobs.py:count": lambda session: jobs.count(session, {}, all_of(session)),
    "jobs.py:run_all": lambda session: jobs.run_all(session, failing, all_of(session)),
}
after = {
    "jobs.py:run_all": lambda session: jobs.run_all(session, once, all_of(session)),
    "jobs.py:run_others": run_others,
}
