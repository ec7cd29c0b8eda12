import sys
from datetime import datetime
from types import SimpleNamespace

from flask_sqlalchemy import SQLAlchemy
from truth_flask import application, request_of

db = SQLAlchemy()
sys.modules["shop.extensions"] = SimpleNamespace(db=db)

from shop import views  # noqa: E402
from shop.models import Entry, Event, Room, Talk  # noqa: E402

app = application(db)
metadata = db.metadata


def fill(session, rows):
    for number in range(rows):
        talk = Talk(event=Event(title=f"event {number}"))
        session.add(Entry(talk=talk, room=Room(), hall=Room(), start=datetime(2024, 5, 1)))


def view(name):
    def run(session):
        with request_of(app, db, session):
            return str(getattr(views, name)())

    return run


before = {
    "shop/views.py:titles": view("titles"),
    "shop/views.py:entries": view("entries"),
    "shop/views.py:starts": view("starts"),
}
# What names a relation by a string is of SQLAlchemy 1.
after = {
    "shop/views.py:titles": view("titles"),
    "shop/views.py:starts": view("starts"),
    "shop/views.py:talks": view("talks"),
    "shop/views.py:hall_entries": view("hall_entries"),
}
