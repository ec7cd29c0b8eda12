"""DDD401."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.columns import GENERIC_FOREIGN_KEY
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.schema.tables import Column, ForeignKey, Place, Table
from ddd_lint.model.finding import Edit, Finding, Fix
from ddd_lint.model.rule import Fixability
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule

_MYSQL = frozenset({"mysql", "mariadb"})


class ForeignKeyWithoutIndex(ProjectRule):
    """A foreign key has no index, and PostgreSQL makes none by itself.

    ## What it does

    Finds foreign keys of SQLAlchemy, SQLModel and Alembic whose column no index has first: neither `index=True`, `unique=True` or
    `primary_key=True`, nor an `Index`, `UniqueConstraint` or `PrimaryKeyConstraint` in the model, nor one that only a migration makes. Being
    second in a composite key, index or constraint does not count, since such an index can't be searched by its second column alone. A
    partial index counts only if its condition is that the column is not null. In Django, whose foreign keys have an index, it finds
    `db_index=False`, and a `GenericForeignKey` whose two columns share no index.

    The finding stands at the column in the model; in a migration only where no model declares the table.

    ## Why it is bad

    Every join over the key and every `relationship` read from the other side scans the whole table. So does each `DELETE` or `UPDATE` of a
    parent row: the database must look for children, once a row, with the parent locked meanwhile. It goes unnoticed until the table has grown.

    ## Bad

    ```python
    # path: app/models.py
    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Customer(Base):
        __tablename__ = "customers"

        id: Mapped[int] = mapped_column(primary_key=True)


    class Order(Base):
        __tablename__ = "orders"

        id: Mapped[int] = mapped_column(primary_key=True)
        customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    ```

    ## Good

    ```python
    # path: app/models.py
    from sqlalchemy import ForeignKey
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Customer(Base):
        __tablename__ = "customers"

        id: Mapped[int] = mapped_column(primary_key=True)


    class Order(Base):
        __tablename__ = "orders"

        id: Mapped[int] = mapped_column(primary_key=True)
        customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    ```

    ## When to switch it off

    With MySQL or MariaDB, whose InnoDB indexes foreign keys by itself: set `database = "mysql"`. For a table that stays tiny, or one that is
    written all the time and whose parent rows are never deleted nor joined, say so in the suppression's reason.

    ## How to fix

    Add `index=True` to the column (or an `Index(…)` that begins with it) and a migration that creates the index, on a table in use with
    `postgresql_concurrently=True`.
    """

    code = "DDD401"
    name = "foreign-key-without-index"
    summary = "A foreign key that no index covers as its first column"
    fixability = Fixability.UNSAFE

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each uncovered foreign key, at its declaration."""
        seen: set[Place] = set()
        for table in project.schema.tables():
            for place, finding in self._in_table(project, table):
                if place not in seen and self._counts(project, place.path):
                    seen.add(place)
                    yield finding

    @staticmethod
    def _counts(project: ProjectIndex, path: str) -> bool:
        return path in project.targets and (not project.roles(path).test or project.settings.include_tests)

    def _in_table(self, project: ProjectIndex, table: Table) -> Iterator[tuple[Place, Finding]]:
        if table.framework == "django":
            if project.settings.database not in _MYSQL:
                yield from self._unindexed_relations(table)
            yield from self._generic(project, table)
            return
        if project.settings.database in _MYSQL:
            return
        for column in table.columns.values():
            if column.references is not None and not table.leading((column.name,)):
                yield column.place, self._of_column(table, column)
        for key in table.foreign_keys:
            single = table.column(key.columns[0]) if len(key.columns) == 1 else None
            names = tuple(found.name if (found := table.column(name)) is not None else name for name in key.columns)
            if table.leading(names):
                continue
            if single is not None:
                if single.references is None:
                    yield single.place, self._of_column(table, single, key.references)
            else:
                yield key.place, self._composite(table, key)

    def _of_column(self, table: Table, column: Column, references: str = "") -> Finding:
        target = (column.references or references).rpartition(".")[0] or column.references or references
        scans = (
            f"joins with it and deletes of `{target}`" if target else "joins with it and deletes of what it refers to"
        )
        message = f"foreign key `{_called(table)}.{column.name}` has no index that begins with it, so {scans} scan the table; add `index=True`"
        return self.finding(column.place.path, _span(column.place), message, fix=_fix(column))

    def _composite(self, table: Table, key: ForeignKey) -> Finding:
        names = ", ".join(key.columns)
        message = (
            f"foreign key ({names}) of `{_called(table)}` has no index that begins with its columns, so joins and deletes of what it refers to"
            f" scan the table; add `Index(…, {', '.join(repr(name) for name in key.columns)})`"
        )
        return self.finding(key.place.path, _span(key.place), message)

    def _unindexed_relations(self, table: Table) -> Iterator[tuple[Place, Finding]]:
        for column in table.columns.values():
            if column.references is not None and not table.leading((column.name,)):
                message = (
                    f"`db_index=False` leaves foreign key `{_called(table)}.{column.name}` without an index that begins with it, so reverse look-ups"
                    " and deletes of what it refers to scan the table; remove it, or add an index that begins with the field"
                )
                yield column.place, self.finding(column.place.path, _span(column.place), message)

    def _generic(self, project: ProjectIndex, table: Table) -> Iterator[tuple[Place, Finding]]:
        for content_type, object_id in project.schema.generic_keys(table):
            column = table.column(object_id)
            if column is None:
                continue
            together = any(
                set(index.columns[:2]) == {content_type, object_id} and not index.partial for index in table.indexes
            )
            if together or table.leading((object_id,)):
                continue
            message = (
                f"`{GENERIC_FOREIGN_KEY}` of `{_called(table)}` is looked up by `{content_type}` and `{object_id}` together, and no index begins with"
                f' both; add `models.Index(fields=["{content_type}", "{object_id}"])` to `Meta.indexes`'
            )
            yield column.place, self.finding(column.place.path, _span(column.place), message)


def _called(table: Table) -> str:
    """How the code calls a table: by its class, or by its own name."""
    return table.names[0] if table.names else table.name


def _span(place: Place) -> Span:
    return Span.at(place.line, place.column, place.width)


def _fix(column: Column) -> Fix | None:
    if column.keyword is None:
        return None
    at = Span.at(column.keyword.line, column.keyword.column, 0)
    return Fix("add `index=True`", (Edit(at, "index=True, "),), safe=False)
