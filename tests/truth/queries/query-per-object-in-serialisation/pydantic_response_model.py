from app.models import Base, Member, Team
from fastapi.testclient import TestClient

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Team(name=f"team {number}", members=[Member(name=f"member {number}")]) for number in range(rows))


def run(session):
    from app.api import app
    from app.database import get_session

    app.dependency_overrides[get_session] = lambda: session
    return TestClient(app).get("/members").json()
