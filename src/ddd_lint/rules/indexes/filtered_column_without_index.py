"""DDD402."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ddd_lint.frameworks import columns as types
from ddd_lint.frameworks import filters as kinds
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.uses.conditions import Use
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule

_UNSUITED = frozenset(
    {types.BOOL, types.ENUM, types.JSON, types.ARRAY, types.TSVECTOR, types.GEOMETRY, types.BINARY, types.UNKNOWN}
)
_WORDS = {
    kinds.EQUALITY: "compared for equality",
    kinds.IN: "compared with a list",
    kinds.RANGE: "compared with a range",
    kinds.PREFIX: "searched by a prefix",
    kinds.JOIN: "joined on",
    kinds.ORDER: "ordered by, for the first rows",
    kinds.ORDERING: "the model's default ordering",
}


class FilteredColumnWithoutIndex(ProjectRule):
    """A column is filtered, joined or ordered by, and no index begins with it.

    ## What it does

    Follows every `filter`, `filter_by`, `where`, `get`, `exclude`, `join … on` and every `order_by` whose first rows alone are fetched back to
    the columns of the project's models and tables (SQLAlchemy, SQLModel, Django), across files, helpers, managers and repositories, and finds
    the columns that no index, unique constraint or primary key has first. A model's default `ordering`, the fields of filter classes and plain
    SQL texts count too. The finding stands at the column, each use is a related place.

    It is silent for booleans, enums and columns compared only with constants, for tests for null, for negations, and for a column that is always
    filtered together with one that has an index (filters added under a condition don't count), as the fields of a filter class are where each
    view that uses it narrows its rows in `get_queryset`.

    ## Why it is bad

    The database reads the whole table for each such query. With a thousand rows nobody notices; with ten million each login, each poll and each
    page of a list takes seconds, and all of them together keep the disks and the cache busy for everyone else.

    ## Bad

    ```python
    # path: app/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class User(Base):
        __tablename__ = "users"

        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str]
    ```

    ```python
    # path: app/repository.py
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import User


    def by_email(session: Session, email: str) -> User | None:
        return session.scalar(select(User).where(User.email == email))
    ```

    ## Good

    ```python
    # path: app/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class User(Base):
        __tablename__ = "users"

        id: Mapped[int] = mapped_column(primary_key=True)
        email: Mapped[str] = mapped_column(index=True)
    ```

    ```python
    # path: app/repository.py
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import User


    def by_email(session: Session, email: str) -> User | None:
        return session.scalar(select(User).where(User.email == email))
    ```

    ## When to switch it off

    For a table that stays small, or one that is written far more often than it is read: say so in the suppression's reason.

    ## How to fix

    Add the index (`index=True`, `db_index=True`, `Index(…)`, `Meta.indexes`) and its migration. Where several columns are filtered together,
    one composite index serves best: the columns compared for equality first, then the one compared with a range or ordered by.
    """

    code = "DDD402"
    name = "filtered-column-without-index"
    summary = "A column that is filtered or ordered by and that no index has first"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each such column, at its declaration."""
        seen: set[Place] = set()
        for table in project.schema.tables():
            for column in table.columns.values():
                if (
                    column.place in seen
                    or column.place.path not in project.targets
                    or project.roles(column.place.path).test
                ):
                    continue
                uses = self._unserved(project, table, column)
                if uses:
                    seen.add(column.place)
                    yield self._finding(table, column, uses)

    @staticmethod
    def _unserved(project: ProjectIndex, table: Table, column: Column) -> list[Use]:
        """The uses that an index on the column would serve and nothing serves now."""
        if column.type in _UNSUITED or column.choices or has_index(table, column):
            return []
        if column.references is not None and table.framework != "django":
            return []
        return [
            use
            for use in project.uses.of(table, column)
            if not use.served and use.kind in _WORDS and counts(use, column)
        ]

    def _finding(self, table: Table, column: Column, uses: list[Use]) -> Finding:
        called = table.names[0] if table.names else table.name
        how = " and ".join(_WORDS[kind] for kind, _ in Counter(use.kind for use in uses).most_common(2))
        times = f"in {len(uses)} places" if len(uses) > 1 else "in one place"
        message = (
            f"`{called}.{column.name}` is {how} {times}, and no index begins with it; {_remedy(table, column, uses)}"
        )
        related = tuple(Related(use.place.path, use.place.line, use.place.column, _WORDS[use.kind]) for use in uses)
        return self.finding(
            column.place.path,
            Span.at(column.place.line, column.place.column, column.place.width),
            message,
            related=related,
        )


def has_index(table: Table, column: Column) -> bool:
    """Whether an index that serves equality or order begins with the column or with an expression over it, be it for some rows only."""
    return any(
        index.method in ("btree", "hash", "")
        and index.columns
        and (
            index.columns[0] == column.name
            or any(number == 0 and column.name in inside for number, inside in index.expressions)
        )
        for index in table.indexes
    )


def counts(use: Use, column: Column) -> bool:
    """Whether a use asks for an ordinary index.

    Not by equality with a constant, which few values or nearly all rows have; nor on long texts, which an index would have to hold whole, but
    for the equality that code asks for.
    """
    if use.condition.key or (use.condition.constant and use.kind in (kinds.EQUALITY, kinds.IN, kinds.PREFIX)):
        return False
    return column.type != types.TEXT or (use.kind in (kinds.EQUALITY, kinds.IN, kinds.JOIN) and not use.declared)


def _remedy(table: Table, column: Column, uses: list[Use]) -> str:
    """The index to add: of several columns where all uses compare the same others for equality too, and in which order.

    An order or range comes last. Of columns compared for equality a foreign key that has no index comes first, since the index serves its
    joins then too; else the column itself does.
    """
    sorted_out = any(use.kind not in (kinds.EQUALITY, kinds.IN) for use in uses)
    shared = [
        other
        for other in table.columns.values()
        if other.name != column.name
        and all(other.name in _compared(use, table) for use in uses)
        and (other.type not in _UNSUITED or (sorted_out and other.type in (types.BOOL, types.ENUM)))
    ][:2]
    if not shared:
        if all(use.condition.expression for use in uses):
            form = "models.Index(Lower(…))" if table.framework == "django" else "Index(…, func.lower(…))"
            return f"add an index on the expression it is compared by, such as `{form}`"
        return "add `db_index=True`" if table.framework == "django" else "add `index=True`"
    keys = [other for other in shared if _is_bare_key(table, other)]
    others = [other for other in shared if other not in keys]
    order = [*keys, *others, column] if sorted_out else [*keys, column, *others]
    names = ", ".join(f'"{each.name}"' for each in order)
    form = f"models.Index(fields=[{names}])" if table.framework == "django" else f"Index(…, {names})"
    reason = (
        "what is compared for equality first, then the range or order"
        if sorted_out
        else "all of them are always compared together"
    )
    also = f", and joins with `{keys[0].name}` find it first" if keys else ""
    return f"add `{form}`: {reason}{also}"


def _compared(use: Use, table: Table) -> set[str]:
    """The columns of the table that a use always compares for equality beside its own; a list of values leaves no order behind it."""
    wanted = (kinds.EQUALITY,) if use.kind in (kinds.ORDER, kinds.ORDERING) else (kinds.EQUALITY, kinds.IN)
    return {c.column for c in use.beside if c.table is not None and c.table.place == table.place and c.kind in wanted}


def _is_bare_key(table: Table, column: Column) -> bool:
    """Whether a column is a foreign key that no index begins with."""
    return column.references is not None and table.framework != "django" and not table.leading((column.name,))
