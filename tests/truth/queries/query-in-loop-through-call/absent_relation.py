"""After, no order has an owner."""

from types import SimpleNamespace

from case import models
from case.models import Base, Order, User

metadata = Base.metadata


def fill(session, rows):
    for number in range(100, 100 + rows):
        if hasattr(Order, "batch_id"):
            session.add_all([User(id=number), Order(id=number, owner_id=number)])
        else:
            session.add(Order(id=number))


before = {
    "there": lambda session: models.there(session),
    "another_column": lambda session: models.another_column(session),
    "another_row": lambda session: models.another_row(session, SimpleNamespace(owner_id=None)),
    "another_test": lambda session: models.another_test(session),
}
after = {
    "is_none": lambda session: models.is_none(session),
    "is_not_none": lambda session: models.is_not_none(session),
    "is_false": lambda session: models.is_false(session, True),
}
