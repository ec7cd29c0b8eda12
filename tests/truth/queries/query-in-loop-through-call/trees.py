from app import report
from app.models import Base, Folder

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Folder(id=1000 + number, parent=Folder(id=number + 1)))


before = {"app/report.py:paths": lambda session: report.paths(session)}
after = {
    "app/report.py:sizes": lambda session: report.sizes(session),
    "app/report.py:path": lambda session: report.path(session, 1000),
}
