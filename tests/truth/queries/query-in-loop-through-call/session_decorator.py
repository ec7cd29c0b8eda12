from app import saves, sessions
from app.models import Base, Save

metadata = Base.metadata
IDS = []


def fill(session, rows):
    session.add_all(Save(id=number + 1, name=f"save {number}") for number in range(rows))
    IDS[:] = [number + 1 for number in range(rows)]


def names(session):
    sessions.make_session.configure(bind=session.get_bind())
    return saves.names(IDS)


def remembered_names(session):
    sessions.make_session.configure(bind=session.get_bind())
    saves._kept.clear()
    return len(saves.remembered_names([1] * len(IDS)))


before = {"app/saves.py:names": names}
after = {"app/saves.py:names": names, "app/saves.py:remembered_names": remembered_names}
