"""Before, what the constants hold is as long as the table; after, it is what is written down."""

import os
import sys
from types import SimpleNamespace

from shop.models import Base, User

metadata = Base.metadata
NAMES = []


def fill(session, rows):
    session.add_all(User(id=number, name=f"user {number}") for number in range(rows))
    NAMES[:] = [f"name {number}" for number in range(rows)]


def services():
    from shop import services

    return services


def with_constants(of_names):
    """Run it with constants that hold as many names as there are rows."""

    def run(session):
        held = {"NAMES": NAMES, "LATER": NAMES, "elsewhere": NAMES, "names": SimpleNamespace(known=NAMES)}
        sys.modules["shop.constants"] = SimpleNamespace(**held)
        os.environ.clear()
        os.environ.update(dict.fromkeys(NAMES, ""))
        return of_names(services(), session)

    return run


before = {
    "shop/services.py:several_bindings": with_constants(lambda of, session: of.several_bindings(session)),
    "shop/services.py:of_a_library": with_constants(lambda of, session: of.of_a_library(session)),
    "shop/services.py:one_part_is_written_down": with_constants(
        lambda of, session: of.one_part_is_written_down(session, NAMES, True)
    ),
    "shop/services.py:filled_later": with_constants(lambda of, session: of.filled_later(session, NAMES)),
    "shop/services.py:many_times": with_constants(lambda of, session: of.many_times(session, len(NAMES))),
    "shop/services.py:goes_on": with_constants(lambda of, session: of.goes_on(session, NAMES)),
    "shop/services.py:only_the_inner_loop_is_left": with_constants(
        lambda of, session: of.only_the_inner_loop_is_left(session, [[name, "other"] for name in NAMES])
    ),
}
after = {
    "shop/services.py:Report.of_the_class": lambda session: services().Report(session).of_the_class(),
    "shop/services.py:imported": lambda session: services().imported(session),
    "shop/services.py:enumerated": lambda session: services().enumerated(session),
    "shop/services.py:imported_here": lambda session: services().imported_here(session),
    "shop/services.py:chosen": lambda session: services().chosen(session, True),
    "shop/services.py:batches": lambda session: len(list(services().batches(session, [*range(len(NAMES))], 100))),
    "shop/services.py:retries": lambda session: services().retries(session, 3),
    "shop/services.py:pages": lambda session: services().pages(session, SimpleNamespace(page_range=[1])),
    "shop/services.py:left_on_every_way": lambda session: services().left_on_every_way(session, NAMES, False),
}
