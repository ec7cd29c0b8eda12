from app.models import Base, Member, Team
from app.roster import roster

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Team(name=f"team {number}", members=[Member(name="Ada")]) for number in range(rows))


async def run(session):
    return await roster(session)
