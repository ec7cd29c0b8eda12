from pathlib import Path

from club import views
from club.models import Player, Team, db
from truth_flask import application, request_of

app = application(db, template_folder=Path(views.__file__).parent / "templates")
app.register_blueprint(views.bp)
metadata = db.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Player(name="x", team=Team(name=f"team {number}")))


def page(entry):
    def run(session):
        with request_of(app, db, session):
            return str(entry())

    return run


before = {
    "club/views.py:players": page(views.players),
    "club/views.py:rows": page(views.rows),
    "club/views.py:teams": page(views.teams),
    "club/views.py:late": page(views.late),
    "club/views.py:here": page(views.here),
    "club/views.py:Listed": page(lambda: views.Listed().get()),
    "club/views.py:Squads": page(lambda: views.Squads().post()),
}
after = {
    "club/views.py:players": page(views.players),
    "club/views.py:rows": page(views.rows),
    "club/views.py:teams": page(views.teams),
    "club/views.py:late": page(views.late),
    "club/views.py:here": page(views.here),
    "club/views.py:Listed": page(lambda: views.Listed().get()),
    "club/views.py:Squads": page(lambda: views.Squads().post()),
}
