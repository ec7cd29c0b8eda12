from app.models import Base, Event, Item
from app.stats import seen

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add_all([Item(id=number + 1, code=f"code {number}"), Event(target=number + 1, code=f"code {number}")])


def events(session):
    return [event.id for event in session.get(Item, 1).events]


before = {
    "app/models.py:Event.target": lambda session: len(seen(session, 1)),
    "app/models.py:Event.code": events,
}
after = {
    "app/models.py:Event.target": lambda session: len(seen(session, 1)),
    "app/models.py:Event.code": events,
}
