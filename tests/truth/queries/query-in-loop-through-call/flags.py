"""Half of the project is SQLAlchemy's: that half has an engine of its own, whose statements are called elsewhere."""

from app import service
from app.models import Author, Base, Book
from app.store import Books
from shop import views
from shop.models import Group, Permission, Source
from sqlalchemy import create_engine, event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

calls = []
filled = {}


def fill(rows):
    filled["rows"] = rows
    filled["group"] = group = Group.objects.create(name="readers")
    for number in range(rows):
        source = Source.objects.create(name=f"source {number}")
        Permission.objects.create(group=group, source=source, view_only=True)


def sent(connection, cursor, statement, *others):
    if not statement.startswith("PRAGMA"):
        calls.append(statement)


def of_the(name, *given, **named):
    def run():
        engine = create_engine("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            session.add_all(Book(author=Author(name=f"author {number}")) for number in range(filled["rows"]))
            session.commit()
        event.listen(engine, "before_cursor_execute", sent)
        with Session(engine) as session:
            return getattr(service, name)(session, *given, **named)

    return run


class Rows:
    """New rows each time, with keys of their own: SQLite gives no keys to many at once."""

    first = 1

    def __iter__(self):
        keys = range(self.first, self.first + filled["rows"])
        self.first = keys.stop
        return ({"id": key, "author_id": 1} for key in keys)


async def import_all():
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    event.listen(engine.sync_engine, "before_cursor_execute", sent)
    async with AsyncSession(engine) as session:
        await service.import_all(Books(session), Rows())
    await engine.dispose()


def sources():
    return views.sources(None, filled["group"]).content


before = {
    "app/service.py:import_all": import_all,
    "app/service.py:overview": of_the("overview"),
    "app/service.py:some": of_the("some", {"with_author": True}),
    "app/service.py:labels": of_the("labels"),
    "app/service.py:numbers": of_the("numbers"),
    "app/service.py:own": of_the("own", "x"),
    "app/service.py:free": of_the("free"),
    "shop/views.py:sources": sources,
}
after = {
    "app/service.py:import_all": import_all,
    "app/service.py:overview": of_the("overview"),
    "app/service.py:readers": of_the("readers", "x"),
    "app/service.py:labels": of_the("labels"),
    "app/service.py:numbers": of_the("numbers"),
    "app/service.py:own": of_the("own", "x"),
    "app/service.py:free": of_the("free"),
    "shop/views.py:sources": sources,
}
