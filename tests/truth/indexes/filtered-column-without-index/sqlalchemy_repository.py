from datetime import datetime, timedelta

from app.models import Base, User
from app.repository import UserRepository

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    for number in range(rows):
        session.add(User(email=f"{number}@shop.test", created_at=NOW + timedelta(days=number), active=True))


before = {
    "app/models.py:User.email": lambda session: UserRepository(session).by_email("1@shop.test").id,
    "app/models.py:User.created_at": lambda session: len(UserRepository(session).latest(3)),
}
after = {
    "app/models.py:User.email": lambda session: UserRepository(session).by_email("1@shop.test").id,
    "app/models.py:User.created_at": lambda session: len(UserRepository(session).latest(3)),
}
