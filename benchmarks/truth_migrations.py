"""Migrations done and undone on a real schema, and what stays of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def left_by(execute: Callable[[str], Any], forwards: Callable[[], Any], backwards: Callable[[], Any]) -> list[str]:
    """What of a schema is not as it was after it was changed and changed back, and the error that was in the way.

    Nothing if it is as it was. `execute` gives the rows of a query of SQLite.
    """
    start = schema(execute)
    forwards()
    error = ""
    try:
        backwards()
    except Exception as failure:
        error = type(failure).__name__
    end = schema(execute)
    found = [f"+{name}" for name in sorted(end - start)] + [f"-{name}" for name in sorted(start - end)]
    return [error, *found] if error and found else found


def schema(execute: Callable[[str], Any]) -> set[str]:
    """The columns and indexes of all tables."""
    tables = [
        name for (name,) in execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    ]
    columns = {f"{table}.{row[1]}" for table in tables for row in execute(f'PRAGMA table_info("{table}")')}
    return columns | {f"index {row[1]}" for table in tables for row in execute(f'PRAGMA index_list("{table}")')}


def alembic(session: Any, module: Any, *given: str) -> list[str]:
    """What an Alembic revision leaves; `given` names what its functions want: `op`."""
    from alembic import op
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    connection = session.connection()
    known = dict.fromkeys(given, op)
    with Operations.context(MigrationContext.configure(connection)):
        return left_by(
            lambda query: connection.exec_driver_sql(query).all(),
            lambda: module.upgrade(**known),
            lambda: module.downgrade(**known),
        )


def django(migration: Any, before: Any, tables: Any = None) -> list[str]:
    """What a Django migration leaves of the state `before` it, whose tables are made first, or those of another state."""
    from django.db import connection

    def execute(query: str) -> list[Any]:
        with connection.cursor() as cursor:
            return list(cursor.execute(query))

    def forwards() -> None:
        with connection.schema_editor() as editor:
            migration.apply(before.clone(), editor)

    def backwards() -> None:
        with connection.schema_editor() as editor:
            migration.unapply(before.clone(), editor)

    with connection.schema_editor() as editor:
        for model in (tables or before).apps.get_models():
            editor.create_model(model)
    return left_by(execute, forwards, backwards)


def state(*fields: str) -> Any:
    """The state of a shop whose orders have text fields of these names."""
    from django.db import models
    from django.db.migrations.state import ModelState, ProjectState

    found = ProjectState()
    texts = [(name, models.CharField(max_length=20, default="")) for name in fields]
    found.add_model(ModelState("shop", "Order", [("id", models.BigAutoField(primary_key=True)), *texts]))
    return found
