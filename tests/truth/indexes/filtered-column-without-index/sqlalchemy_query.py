from datetime import datetime, timedelta

from app import service
from app.models import Base, User

metadata = Base.metadata
NOW = datetime(2024, 5, 1)


def fill(session, rows):
    for number in range(rows):
        session.add(User(email=f"{number}@shop.test", created_at=NOW + timedelta(days=number), active=True))


def found(session):
    return service.find(session, "1@shop.test").id


def recent(session):
    return [user.id for user in service.recent(session, NOW, ["1@shop.test"])]


before = {"app/models.py:User.email": found, "app/models.py:User.created_at": recent}
after = {"app/models.py:User.email": found, "app/models.py:User.created_at": recent}
