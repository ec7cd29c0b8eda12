from app.models import Base, Member, Team
from app.sizes import sizes

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Team(name=f"team {number}", members=[Member(name="Ada")]) for number in range(rows))


def run(session):
    return sizes(session)
