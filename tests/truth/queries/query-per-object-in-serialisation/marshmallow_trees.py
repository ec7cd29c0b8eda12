"""After, the rows are not handed to the schema."""

from shop import views
from shop.models import Folder, Owner, db
from truth_flask import application, request_of

app = application(db)
metadata = db.metadata


def fill(session, rows):
    session.add_all(Folder(owner=Owner()) for _ in range(rows))


def folders(session):
    with request_of(app, db, session):
        return len(views.folders())


before = {"shop/schemas.py:FolderSchema": folders}
after = {"shop/views.py:folders": folders}
