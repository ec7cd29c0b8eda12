from app.accounts import by_email
from app.base import Base
from app.models import User

metadata = Base.metadata


def fill(session, rows):
    session.add_all(User(email=f"{number}@shop.test", name=f"user {number}") for number in range(rows))


def run(session):
    return by_email(session, "1@shop.test").name
