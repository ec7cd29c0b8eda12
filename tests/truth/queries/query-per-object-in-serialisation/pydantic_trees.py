from fastapi import FastAPI
from fastapi.testclient import TestClient
from shop import api
from shop.models import Hero, Team
from sqlmodel import Session, SQLModel

metadata = SQLModel.metadata


def fill(session, rows):
    for number in range(rows):
        team = Team(id=number + 1)
        hero = Hero(id=number + 1, team=team, mentor=Hero(id=1000 + number, team=team))
        session.add(hero)


def get(path):
    def run(session):
        app = FastAPI()
        app.include_router(api.router)
        with Session(session.get_bind()) as own:
            app.dependency_overrides[api.get_session] = lambda: own
            answer = TestClient(app).get(path)
            answer.raise_for_status()
            return answer.json()

    return run


def forms(session):
    with Session(session.get_bind()) as own:
        return api.forms(own)


before = {"shop/api.py:heroes": get("/heroes")}
after = {
    "shop/api.py:heroes": get("/heroes"),
    "shop/api.py:teams": get("/teams"),
    "shop/api.py:forms": forms,
}
