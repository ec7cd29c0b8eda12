from app import report
from app.models import Base, Owner, Project, Task

metadata = Base.metadata


def fill(session, rows):
    first = Project(id=1, owner=Owner(name="first"))
    session.add(first)
    for number in range(rows):
        project = Project(id=10 + number, owner=Owner(name=f"owner {number}"))
        parent = Task(id=1000 + number, project=project)
        session.add_all([Task(id=100 + number, project=project), Task(id=10 + number, project=first, parent=parent)])


def tasks_of(entry, number=1):
    return lambda session: len(entry(session, session.get(Project, number)))


before = {
    "app/report.py:of_several": lambda session: report.of_several(session, [*range(1, 20)]),
    "app/report.py:joined": lambda session: report.joined(session),
    "app/report.py:either": tasks_of(lambda session, project: report.either(session, project)),
    "app/report.py:parents": tasks_of(lambda session, project: report.parents(session, project)),
}
after = {
    "app/report.py:by_key": lambda session: report.by_key(session, 1),
    "app/report.py:by_keyword": tasks_of(lambda session, project: report.by_keyword(session, project)),
    "app/report.py:by_parent": tasks_of(lambda session, project: report.by_parent(session, project)),
    "app/report.py:by_parent_of_another": lambda session: report.by_parent_of_another(session, session.get(Task, 10)),
    "app/report.py:own": lambda session: report.own(session, 1),
}
