"""An application around a Flask-SQLAlchemy project, whose session uses the database that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask


def application(db: Any, **options: Any) -> Flask:
    """An application of this `db`; the options are Flask's own."""
    app = Flask("truth", **options)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    return app


@contextmanager
def request_of(app: Flask, db: Any, session: Any) -> Iterator[None]:
    """A request, in which `db.session` asks the same database as the session."""
    with app.test_request_context():
        db.engines[None] = session.get_bind()
        yield
        db.session.remove()
