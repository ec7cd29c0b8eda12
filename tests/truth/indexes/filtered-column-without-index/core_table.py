from app import orm, repository
from app.domain import Batch
from sqlalchemy import text

orm.start_mappers()
metadata = orm.mapper_registry.metadata


def fill(session, rows):
    for number in range(rows):
        session.execute(orm.batches.insert(), {"reference": f"batch {number}", "place": "here", "shelf": "low"})
        session.execute(orm.log.insert(), {"batch": f"batch {number}"})


class Connection:
    """One that takes bare texts, too."""

    def __init__(self, session):
        self.session = session

    def execute(self, statement, parameters):
        return self.session.execute(text(statement) if isinstance(statement, str) else statement, parameters)


def on_shelf(session):
    return repository.on_shelf(Connection(session), "low", "batch 1").all()


def batches(session):
    return isinstance(repository.get(session, "batch 1"), Batch), repository.at(session, "here"), on_shelf(session)


before = {"app/orm.py:batches": batches, "app/orm.py:log": on_shelf}
after = {"app/orm.py:batches": batches, "app/orm.py:log": on_shelf}
