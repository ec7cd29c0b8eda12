"""After, few values are told apart: an index would not help much, and there is none."""

from app import tasks
from app.models import Base, State, Task

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Task(state=State.NEW, level="new", tries=number) for number in range(rows))


before = {"app/models.py:Task.tries": lambda session: tasks.waiting(session, State.NEW, True, "new")}
