from app.importer import load
from app.models import Person, db
from truth_flask import application, request_of

app = application(db)
metadata = db.metadata


def fill(session, rows):
    session.add_all(Person(name=f"person {number}", external_id=number) for number in range(rows))


def loaded(pk, name):
    def run(session):
        with request_of(app, db, session):
            return load({"id": pk, "name": name}).name

    return run


before = {
    "app/models.py:BaseMixin.external_id": loaded(1, ""),
    "app/models.py:Person.name": loaded(-1, "person 1"),
}
after = {
    "app/models.py:BaseMixin.external_id": loaded(1, ""),
    "app/models.py:Person.name": loaded(-1, "person 1"),
}
