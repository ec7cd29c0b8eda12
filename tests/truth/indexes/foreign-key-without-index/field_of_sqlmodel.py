from app.heroes import heroes
from app.models import Hero, Team
from sqlmodel import Session, SQLModel

metadata = SQLModel.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Team(id=number))
        session.flush()
        session.add(Hero(id=number, team_id=number))


def run(session):
    with Session(session.get_bind()) as own:
        return heroes(own, 1)
