from app.models import Base, Member, Team

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Team(name=f"team {number}", members=[Member(name=f"member {number}")]) for number in range(rows))


def run(session):
    from app.listing import listing

    return listing(session)
