import os
from pathlib import Path

from app import main
from app.db import get_session
from app.models import Base, Player, Team
from fastapi.testclient import TestClient


class Older(type(main.templates)):
    """Templates that take their name first, too, as before Starlette 1."""

    def TemplateResponse(self, *given, **named):  # noqa: N802
        if given and isinstance(given[0], str):
            name, context = given
            given = context["request"], name, context
        return super().TemplateResponse(*given, **named)


os.chdir(Path(main.__file__).parents[1])
main.templates = Older(directory="pages")
metadata = Base.metadata


def fill(session, rows):
    session.add_all(Team(name=f"team {number}", players=[Player(name=f"player {number}")]) for number in range(rows))


def page(path):
    def run(session):
        main.app.dependency_overrides[get_session] = lambda: session
        answer = TestClient(main.app).get(path)
        answer.raise_for_status()
        return answer.text

    return run


before = {
    "app/main.py:players": page("/players"),
    "app/main.py:teams": page("/teams"),
    "app/main.py:named": page("/named"),
}
after = {
    "app/main.py:players": page("/players"),
    "app/main.py:teams": page("/teams"),
    "app/main.py:named": page("/named"),
}
