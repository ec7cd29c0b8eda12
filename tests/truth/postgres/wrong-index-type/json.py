from app.models import Base, Person
from app.search import search
from sqlalchemy import func, insert

metadata = Base.metadata


def fill(session, rows):
    people = [
        {"data": {"a": number}, "tags": [f"tag {number}"], "extra": {"link": {"id": str(number)}}}
        for number in range(rows)
    ]
    session.execute(insert(Person).values(found=func.to_tsvector("english", "word")), people)
    session.execute(insert(Person).values(found=func.to_tsvector("english", "needle")))


def run(session):
    return search(session, "7", "tag 7", "needle")


before = {
    "app/models.py:Person.data": "people.data @>",
    "app/models.py:Person.tags": "people.tags &&",
    "app/models.py:Person.found": "people.found @@",
    "app/models.py:Person.extra": "people.extra[",
}
after = {
    "app/models.py:Person.data": "people.data @>",
    "app/models.py:Person.tags": "people.tags &&",
    "app/models.py:Person.found": "people.found @@",
    "app/models.py:Person.extra": "people.extra[",
}
