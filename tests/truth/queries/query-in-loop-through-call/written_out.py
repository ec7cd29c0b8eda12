from case import models
from case.models import Base, Group

metadata = Base.metadata
NAMES = []


def fill(session, rows):
    NAMES[:] = [f"group {number}" for number in range(rows)]
    session.add_all(Group(name=name) for name in NAMES)


before = {
    "steps": lambda session: models.steps(session, NAMES),
    "handed": lambda session: models.handed(session, NAMES),
    "extended": lambda session: models.extended(session, NAMES),
    "spread": lambda session: models.spread(session, NAMES),
}
after = {
    "steps": lambda session: models.steps(session, True),
    "rounds": lambda session: len(models.rounds(session, [True for _ in NAMES])),
    "spread": lambda session: models.spread(session, NAMES[0]),
}
