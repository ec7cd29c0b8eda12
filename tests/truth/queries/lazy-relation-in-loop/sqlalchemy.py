from case import models
from case.models import Base, Customer, Line, Order

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Customer(name=f"customer {number}", orders=[Order(lines=[Line()])]))


before = {
    "names": lambda session: models.names(session),
    "counts": lambda session: models.counts(session),
    "below": lambda session: models.below(session),
}
after = {
    "loaded": lambda session: models.loaded(session),
    "by_declaration": lambda session: models.by_declaration(session),
    "chained": lambda session: models.chained(session),
    "by_a_helper": lambda session: models.by_a_helper(session),
    "key_only": lambda session: models.key_only(session),
}
