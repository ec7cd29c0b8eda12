import asyncio
import os
import sys
from pathlib import Path

import ariadne
from graphql_sync_dataloaders import DeferredExecutionContext

os.chdir(next(path for path in sys.path if Path(path, "schema.graphql").exists()))

from library import db, types  # noqa: E402
from library.models import Author, Base, Book, Prize, Publisher  # noqa: E402

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        author, publisher = Author(name=f"author {number}"), Publisher(name=f"publisher {number}")
        author.prizes.append(Prize(name=f"prize {number}"))
        session.add(Book(title=f"book {number}", author=author, main_publisher=publisher))


def forget(name):
    """Loaders remember what they loaded, and for which loop."""
    if hasattr(types, name):
        old = getattr(types, name)
        setattr(types, name, type(old)(old._batch_load_fn) if name == "books" else type(old)())


def answered(success, answer):
    if not success or "errors" in answer:
        raise ValueError(answer)
    return answer["data"]


def answer(query):
    def run(session):
        db.engine = session.get_bind()
        forget("books")
        given = {"execution_context_class": DeferredExecutionContext}
        return answered(*ariadne.graphql_sync(types.schema, {"query": query}, **given))

    return run


def awaited(query):
    def run(session):
        db.engine = session.get_bind()

        async def ask():
            forget("prize_counts")
            return await ariadne.graphql(types.schema, {"query": query})

        return answered(*asyncio.run(ask()))

    return run


before = {
    "library/types.py:resolve_authors": answer("{ authors { prizes { name } } }"),
    "library/types.py:resolve_books": awaited("{ books { writer { name } mainPublisher { name } } }"),
    "library/types.py:resolve_prizes": awaited("{ books { prizes } }"),
    "library/types.py:resolve_author_books": answer("{ authors { books { mainPublisher { name } } } }"),
}
after = {
    "library/types.py:resolve_authors": answer("{ authors { prizes { name } } }"),
    "library/types.py:resolve_books": awaited("{ books { writer { name } mainPublisher { name } } }"),
    "library/types.py:resolve_prizes": awaited("{ books { prizes } }"),
    "library/types.py:resolve_author_books": answer("{ authors { books { mainPublisher { name } } } }"),
    "library/types.py:resolve_author": answer('{ author(id: "1") { name } }'),
}
