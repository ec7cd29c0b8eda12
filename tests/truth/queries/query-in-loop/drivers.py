"""The drivers are stood in for by one of the standard library's connections, counted."""

import asyncio
import re
import sys
from types import SimpleNamespace

of_now = {}


class Cursor:
    def __init__(self, connection):
        self.cursor = connection.cursor()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.cursor.close()

    def execute(self, statement, parameters=()):
        if "ANY(%s)" in statement:
            (ids,) = parameters
            statement, parameters = statement.replace("= ANY(%s)", f"IN ({', '.join('?' * len(ids))})"), ids
        return self.cursor.execute(statement.replace("%s", "?"), parameters)

    def executemany(self, statement, rows):
        return self.cursor.executemany(statement.replace("%s", "?"), rows)

    def fetchall(self):
        return self.cursor.fetchall()


class Connection:
    """What psycopg2, asyncpg and databases give, as far as it is used."""

    def cursor(self):
        return Cursor(of_now["connection"])

    def execute(self, statement, parameters=()):
        return of_now["connection"].execute(statement, parameters)

    async def fetchrow(self, statement, *parameters):
        return of_now["connection"].execute(re.sub(r"\$\d", "?", statement), parameters).fetchone()

    async def fetch_one(self, statement, values):
        return of_now["connection"].execute(statement, values).fetchone()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass


class Pool:
    def acquire(self):
        return Connection()


sys.modules["psycopg2"] = SimpleNamespace(connect=lambda service: Connection())
sys.modules["asyncpg"] = SimpleNamespace(Pool=Pool)
sys.modules["databases"] = SimpleNamespace(Database=Connection)

from case import models  # noqa: E402

models.sqlite3 = SimpleNamespace(connect=lambda path: Connection())


def fill(connection, rows):
    connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")
    connection.executemany("INSERT INTO users (name) VALUES (?)", [(f"user {number}",) for number in range(rows)])


def of_ids(run):
    def with_ids(connection):
        of_now["connection"] = connection
        return run([pk for (pk,) in connection.execute("SELECT id FROM users")])

    return with_ids


before = {
    "by_cursor": of_ids(lambda ids: models.by_cursor(ids)),
    "by_connection": of_ids(lambda ids: models.by_connection(ids)),
    "by_pool": of_ids(lambda ids: asyncio.run(models.by_pool(Pool(), ids))),
    "by_databases": of_ids(lambda ids: asyncio.run(models.by_databases(Connection(), ids))),
}
after = {
    "all_at_once": of_ids(lambda ids: models.all_at_once(ids)),
    "many": of_ids(lambda ids: models.many([(None, f"new {pk}") for pk in ids])),
}
