"""What a table is, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from ddd_lint.index.values import Ref

ORDERED = frozenset({"btree", ""})
EQUALITY = frozenset({"btree", "hash", ""})


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in a file; `width` is how many characters a finding there underlines."""

    path: str
    line: int
    column: int
    width: int = 1


class Column(msgspec.Struct, frozen=True):
    """A column.

    name: the attribute's name; stored: the name in the database. type: see `frameworks.columns`, "" where it can't be told; length: the
    declared limit of a string. references: what a foreign key leads to (`users.id`, a class's name), "" for a target that can't be told,
    None where the column alone is no foreign key. choices: whether the values are a fixed set. keyword: where an all-keyword call may take
    another keyword (the place behind its opening bracket), for fixes.
    """

    name: str
    stored: str
    place: Place
    type: str = ""
    length: int | None = None
    references: str | None = None
    choices: bool = False
    keyword: Place | None = None


class Index(msgspec.Struct, frozen=True):
    """An index, or a constraint that makes one.

    columns: attribute names in order, "" for an expression; expressions: the attribute names inside such expressions, by position.
    kind: `index`, `unique` or `primary`. partial: only rows that meet a condition are in it (other than that its column is not null).
    operators: PostgreSQL's operator classes, where given.
    """

    columns: tuple[str, ...]
    kind: str = "index"
    method: str = ""
    partial: bool = False
    expressions: tuple[tuple[int, tuple[str, ...]], ...] = ()
    operators: tuple[str, ...] = ()


class ForeignKey(msgspec.Struct, frozen=True):
    """A foreign key of several columns."""

    columns: tuple[str, ...]
    place: Place
    references: str = ""


class Table(msgspec.Struct, frozen=True):
    """A table.

    name: in the database, or as near as it can be told. owner: the class that is mapped to it, None for `Table(...)` and migrations.
    names: other spellings by which the code may call it. classes: every class whose rows it holds.
    """

    name: str
    framework: str
    place: Place
    owner: Ref | None
    columns: Mapping[str, Column]
    indexes: tuple[Index, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    names: tuple[str, ...] = ()
    classes: tuple[Ref, ...] = ()
    ordering: tuple[str, ...] = ()
    ordering_place: Place | None = None

    def column(self, name: str) -> Column | None:
        """A column by its attribute's name, or else by its name in the database."""
        found = self.columns.get(name)
        if found is not None:
            return found
        return next((column for column in self.columns.values() if column.stored == name), None)

    def leading(self, columns: Iterable[str]) -> bool:
        """Whether an index that serves equality has one of the columns first, for all rows."""
        wanted = set(columns)
        return any(
            index.columns[0] in wanted and index.method in EQUALITY and not index.partial
            for index in self.indexes
            if index.columns
        )
