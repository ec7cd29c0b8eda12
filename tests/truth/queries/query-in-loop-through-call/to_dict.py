from app.models import Author, Base, Book
from app.views import books

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Book(title=f"book {number}", author=Author(name=f"author {number}")) for number in range(rows))


def run(session):
    return books(session)
