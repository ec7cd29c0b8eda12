from fastapi import FastAPI
from fastapi.testclient import TestClient
from shop import api
from shop.models import Base, Group, Post, User

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Post(id=number + 1, author=User(id=number + 1, group=Group())) for number in range(rows))


def get(path):
    def run(session):
        app = FastAPI()
        app.include_router(api.router)
        app.dependency_overrides[api.get_session] = lambda: session
        answer = TestClient(app).get(path)
        answer.raise_for_status()
        return answer.json()

    return run


before = {
    "shop/api.py:users": get("/users"),
    "shop/api.py:posts": get("/posts"),
    "shop/api.py:exported": lambda session: len(api.exported(session)),
}
after = {
    "shop/api.py:users": get("/users"),
    "shop/api.py:posts": get("/posts"),
    "shop/api.py:user": get("/users/1"),
    "shop/api.py:size": get("/size"),
    "shop/api.py:one": lambda session: api.one(session, 1),
    "shop/api.py:groups": lambda session: len(api.groups(session)),
    "shop/api.py:parsed": lambda session: len(api.parsed([{"id": user.id} for user in session.query(User)])),
}
