from case import models
from case.models import Base, Event

metadata = Base.metadata
IDS = []


def fill(session, rows):
    session.add_all(Event(id=number + 1, parent_id=0, root_id=0) for number in range(rows))
    IDS[:] = [number + 1 for number in range(rows)]


before = {
    "turns": lambda session: models.turns(session, len(IDS)),
    "of_each_name": lambda session: models.of_each_name(session, IDS),
    "of_each_pair": lambda session: models.of_each_pair(session, IDS),
    "of_parts": lambda session: models.of_parts(session, [[id, 0] for id in IDS], 1),
}
after = {
    "levels": lambda session: models.levels(session, {0}, 5),
    "pages": lambda session: models.pages(session, 100, 5),
    "of_each_queue": lambda session: models.of_each_queue(session),
    "in_batches": lambda session: models.in_batches(session, IDS, 100),
}
