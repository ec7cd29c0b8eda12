from app.models import Base, Owner, Project, Task

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Project(owner=Owner(name=f"owner {number}"), tasks=[Task()]))


def run(session):
    from app.report import tasks

    return [(name, len(found)) for name, found in tasks(session)]
