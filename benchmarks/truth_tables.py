"""What a database does by itself with a foreign key, asked of a table: it looks for the rows that refer to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def referred(*tables: Any) -> None:
    """Declare the tables that foreign keys of these lead to, where the project leaves that to others."""
    from sqlalchemy import Column, Integer, Table

    for table in tables:
        wanted: dict[str, set[str]] = {}
        for key in table.foreign_keys:
            name, _, column = key.target_fullname.rpartition(".")
            wanted.setdefault(name, set()).add(column)
        for name, columns in wanted.items():
            if name not in table.metadata.tables:
                Table(name, table.metadata, *(Column(column, Integer, primary_key=True) for column in sorted(columns)))


def rows_of(table: Any, *names: str) -> Callable[[Any], int]:
    """How many rows have these columns equal to 1: what deleting a row that
    they refer to must find out.
    """

    def run(session: Any) -> int:
        from sqlalchemy import literal_column, select

        columns = [table.c[name] for name in names]
        return len(session.execute(select(literal_column("1")).where(*(column == 1 for column in columns))).all())

    return run
