import strawberry
from library import db, schema
from library.models import Author, Base, Book, Publisher

metadata = Base.metadata
schema.mapper.finalize()


def fill(session, rows):
    for number in range(rows):
        author, publisher = Author(name=f"author {number}"), Publisher(name=f"publisher {number}")
        session.add(Book(title=f"book {number}", author=author, main_publisher=publisher))


def answer(query):
    def run(session):
        db.engine = session.get_bind()
        answer = strawberry.Schema(schema.Query).execute_sync(query)
        if answer.errors:
            raise answer.errors[0]
        return answer.data

    return run


before = {
    "library/schema.py:Mapped": answer("{ mapped { publisher } }"),
    "library/schema.py:Query.books": answer("{ books { author { name } } }"),
}
after = {
    "library/schema.py:Mapped": answer("{ mapped { publisher } }"),
    "library/schema.py:Query.books": answer("{ books { author { name } } }"),
}
