"""The tables that the migrations make, of which nothing else is known."""

from importlib import import_module

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

names = {}


def made(connection):
    for name in ("customers", "legacy", "shops", "agents", "clerks", "depots"):
        connection.execute(text(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)"))
    with Operations.context(MigrationContext.configure(connection)):
        for name in ("0001_orders", "0002_parts"):
            import_module(f"migrations.versions.{name}").upgrade()
    found = connection.execute(text("SELECT tablename FROM pg_tables WHERE tablename IN ('orders', 'purchases')"))
    names["table"] = found.scalar_one()
    listed = "SELECT column_name FROM information_schema.columns WHERE table_name = :table AND column_name <> 'id'"
    names["columns"] = sorted(connection.execute(text(listed), {"table": names["table"]}).scalars())


def fill(session, rows):
    for name in ("customers", "shops", "agents", "clerks", "depots"):
        session.execute(text(f"INSERT INTO {name} SELECT n FROM generate_series(1, {rows}) n"))
    columns = names["columns"]
    numbers = ", ".join("n" for _ in ["id", *columns])
    table = f"{names['table']} (id, {', '.join(columns)})"
    session.execute(text(f"INSERT INTO {table} SELECT {numbers} FROM generate_series(1, {rows}) n"))


def run(session):
    for column in names["columns"]:
        session.execute(text(f"SELECT 1 FROM {names['table']} WHERE {column} = 7"))


before = {
    "migrations/versions/0001_orders.py:upgrade": "_id = 7",
    "migrations/versions/0002_parts.py:upgrade": "clerk_id = 7",
}
after = {
    "migrations/versions/0001_orders.py:upgrade": "t_id = 7",
    "migrations/versions/0002_parts.py:upgrade": "shop_id = 7",
}
