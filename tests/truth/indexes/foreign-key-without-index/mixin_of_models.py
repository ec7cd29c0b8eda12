from app.base import Base
from app.models import Note, User
from sqlalchemy import select

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(User(id=number))
        session.flush()
        session.add(Note(id=number, owner_id=number))


def run(session):
    return session.scalars(select(Note.id).join(User).where(User.id == 1)).all()
