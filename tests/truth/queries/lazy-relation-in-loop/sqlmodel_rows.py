from app.models import Hero, Team
from app.roster import roster
from sqlmodel import Session, SQLModel

metadata = SQLModel.metadata


def fill(session, rows):
    session.add_all(Hero(name=f"hero {number}", team=Team(name=f"team {number}")) for number in range(rows))


def run(session):
    with Session(session.get_bind()) as own:
        return roster(own)
