from shop import views
from shop.models import Entry, Team, User, db
from truth_flask import application, request_of

app = application(db)
metadata = db.metadata


def fill(session, rows):
    for number in range(rows):
        user = User(id=number + 1, team=Team())
        session.add(user)
        session.flush()
        session.add(Entry(user_id=user.id))


def view(name, *given):
    def run(session):
        with request_of(app, db, session):
            return getattr(views, name)(*given)

    return run


before = {
    "shop/schemas.py:UserSchema": view("users"),
    "shop/schemas.py:EntrySchema": view("entries"),
}
after = {
    "shop/views.py:users": view("users"),
    "shop/views.py:entries": view("entries"),
    "shop/views.py:one": view("one", 1),
}
