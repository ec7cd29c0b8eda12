"""After, only a command line's script calls it: it grows as before, and is silent because scripts are left alone."""

from app import jobs, seeding
from app.models import Base, Setting

metadata = Base.metadata
KEYS = []


def fill(session, rows):
    KEYS[:] = [f"key {number}" for number in range(rows)]
    session.add_all(Setting(key=key, value="x") for key in KEYS)


def values(session):
    from app.cli.settings import values

    return values(session, KEYS)


before = {
    "app/seeding.py:seed": lambda session: seeding.seed(session, dict.fromkeys(KEYS, "y")),
    "app/jobs.py:refresh": lambda session: jobs.refresh(session, KEYS),
    "app/cli/settings.py:values": values,
}
