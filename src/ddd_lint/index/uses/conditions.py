"""Conditions on columns, and how they stand together."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ddd_lint.frameworks.filters import JOIN, NEGATED, NULL, ORDER, SERVED
from ddd_lint.index.schema.tables import Place, Table


class Condition(msgspec.Struct, frozen=True):
    """One condition on one column.

    `table` is None for what is no column of the project, where `indexed` says whether the database finds the rows by it anyway (a relation, a
    column of a library's table). kind: see `frameworks.filters`. constant: compared with a literal or a member of an enum. place: where it
    stands; `written`: how. key: the key inside JSON.
    """

    table: Table | None
    column: str
    kind: str
    place: Place
    written: str
    constant: bool = False
    indexed: bool = False
    expression: bool = False
    key: str = ""

    @property
    def selective(self) -> bool:
        """Whether the database can find the rows by an index for this condition alone."""
        if self.indexed:
            return True
        return (
            self.table is not None and self.kind in SERVED and self.kind != JOIN and self.table.leading((self.column,))
        )

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two conditions the same: table, column, kind."""
        return (self.table.name if self.table is not None else "", self.column, self.kind)


Clause = tuple[tuple[Condition, ...], ...]
"""Alternatives of which one must hold, each of conditions that must all hold; most clauses are one condition."""


def one(condition: Condition) -> Clause:
    """A clause of a single condition."""
    return ((condition,),)


def selective(clauses: Iterable[Clause]) -> bool:
    """Whether an index finds the rows for one of the clauses, whichever of its alternatives holds."""
    return any(
        clause and all(any(condition.selective for condition in branch) for branch in clause) for clause in clauses
    )


def served(condition: Condition, inside: Iterable[Condition], others: Iterable[Clause]) -> bool:
    """Whether an index finds the rows of a condition's table by what holds beside it.

    A condition on another table helps only if this one is joined to it by a column that has an index, and never a join itself.
    """
    table = condition.table
    assert table is not None
    clauses = [*(one(other) for other in inside), *others]
    if selective(clause for clause in clauses if _about(clause, table)):
        return True
    if condition.kind == ORDER and not selective(clauses):
        # In a subquery, a join with the outer query's row finds the rows to be ordered.
        return table.leading(_joined(clauses, table))
    if condition.kind == JOIN or not selective(clauses):
        return False
    joins = _joined(clauses, table)
    return not joins or table.leading(joins)


def _joined(clauses: Iterable[Clause], table: Table) -> list[str]:
    """The columns of a table that are compared with another's."""
    return [
        other.column
        for clause in clauses
        for branch in clause
        for other in branch
        if other.kind == JOIN and other.table is not None and other.table.place == table.place
    ]


def _about(clause: Clause, table: Table) -> bool:
    """Whether every alternative is about a table, or about what is no table of the project."""
    return all(all(c.table is None or c.table.place == table.place for c in branch) for branch in clause)


def searchable(clause: Clause, wanted: Condition) -> bool:
    """Whether indexes could find the rows of a clause: each of its alternatives has something that an index serves.

    A test for null is served by the index of the column that the other alternatives are about. The alternatives must be about one table: the
    database joins first where they are about several.
    """
    if len(clause) < 2:
        return True
    assert wanted.table is not None
    place = wanted.table.place

    def serves(condition: Condition) -> bool:
        if condition.table is not None and condition.table.place != place:
            return False
        if condition.kind == NULL:
            return condition.table is not None and condition.column == wanted.column
        return condition.indexed or condition.kind != NEGATED

    return all(any(serves(condition) for condition in branch) for branch in clause)


def common(alternatives: list[list[Clause]], place: Place) -> list[Clause]:
    """The clauses that hold on every path; where an index serves each path, though by different clauses, one that says so."""
    if not alternatives:
        return []
    first, *others = alternatives
    if not others:
        return first
    kept = [clause for clause in first if all(any(_same(clause, other) for other in path) for path in others)]
    if not selective(kept) and all(selective(path) for path in alternatives):
        kept.append(one(Condition(None, "", "", place, "", indexed=True)))
    return kept


def _same(left: Clause, right: Clause) -> bool:
    return [[c.identity for c in branch] for branch in left] == [[c.identity for c in branch] for branch in right]


class Use(msgspec.Struct, frozen=True):
    """One use of a column.

    `beside` are the other conditions that always hold with it; `served` says whether an index finds the rows by one of them. kind: a
    condition's, or `order` (the first rows by this column) or `ordering` (a model's default). declared: by a class, such as a filter class.
    """

    condition: Condition
    beside: tuple[Condition, ...]
    served: bool
    declared: bool = False

    @property
    def kind(self) -> str:
        """The condition's kind."""
        return self.condition.kind

    @property
    def place(self) -> Place:
        """Where the use stands."""
        return self.condition.place
