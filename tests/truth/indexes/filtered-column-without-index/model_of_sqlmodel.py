from app.heroes import name_of
from app.models import Hero
from sqlmodel import Session, SQLModel

metadata = SQLModel.metadata


def fill(session, rows):
    session.add_all(Hero(name=f"hero {number}", alias=f"alias {number}") for number in range(rows))


def run(session):
    with Session(session.get_bind()) as own:
        return name_of(own, "alias 1")
