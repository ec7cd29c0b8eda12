from app.imports import load
from app.models import Base

metadata = Base.metadata
names = []


def fill(session, rows):
    names[:] = [f"item {number}" for number in range(rows)]


def run(session):
    return len(set(load(session, names)))
