"""All tables of a project, by class, by name and by the expressions that stand for their columns."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.schema import sql
from ddd_lint.index.schema.alembic import Replay
from ddd_lint.index.schema.declarative import Declarative
from ddd_lint.index.schema.django import DjangoModels
from ddd_lint.index.schema.django_migrations import created_in_sql
from ddd_lint.index.schema.tables import Column, Index, Place, Table
from ddd_lint.index.sources import Source, Sources
from ddd_lint.index.values import Cls, Inst, Lib, Ref
from ddd_lint.model.facts import Attr, Call

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Schema:
    """The tables that the project's models, table calls and migrations declare. Built when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self.sources = Sources(project.evaluator)
        self._declarative = Declarative(project, self.sources)
        self._django = DjangoModels(project, self.sources)
        self._tables: list[Table] | None = None
        self._by_class: dict[Ref, Table] = {}
        self._by_call: dict[tuple[Ref, int], Table] = {}
        self._by_name: dict[str, list[Table]] = {}

    def tables(self) -> list[Table]:
        """Every table: those of models first, then those that only migrations know."""
        if self._tables is None:
            self._tables = self._build()
            for table in self._tables:
                for ref in table.classes:
                    self._by_class.setdefault(ref, table)
                for name in {_bare(table.name), *map(_bare, table.names)}:
                    self._by_name.setdefault(name, []).append(table)
            for key, table in self._declarative.calls.items():
                self._by_call[key] = next((t for t in self._tables if t.place == table.place), table)
        return self._tables

    def of_class(self, ref: Ref) -> Table | None:
        """The table that a class's rows are in."""
        self.tables()
        found = self._by_class.get(ref)
        if found is None:
            found = next(
                (t for owner, _ in self._e.classes.ancestry(ref)[1:] if (t := self._by_class.get(owner)) is not None),
                None,
            )
        return found

    def named(self, name: str) -> list[Table]:
        """The tables that a name in SQL or a foreign key may mean."""
        self.tables()
        bare = _bare(sql.plain(name))
        return self._by_name.get(bare) or [
            table for table in self._by_name.get(bare.rstrip("s"), []) if table.framework == "sqlalchemy"
        ]

    def generic_keys(self, table: Table) -> list[tuple[str, str]]:
        """(content type's column, object id's column) of each `GenericForeignKey` of a Django model."""
        self.tables()
        return self._django.generic.get(table.owner, []) if table.owner is not None else []

    # -- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> list[Table]:
        tables = [*self._declarative.tables(), *self._django.tables()]
        for argument, index in self._declarative.loose_indexes():
            found = self._table_of(argument, tables)
            if found is not None:
                self._extend(tables, found, (index,))
        names: dict[str, list[Table]] = {}
        for table in tables:
            for name in {table.name, *table.names}:
                for spelling in _spellings(name):
                    names.setdefault(spelling, []).append(table)
        only_migrated: list[Table] = []
        kept: set[Place] = set()
        replay = Replay(self._project, self.sources, self._declarative)
        for migrated in replay.tables():
            matching = {id(t): t for t in names.get(_bare(migrated.name), [])}
            matching = matching or {id(t): t for t in names.get(_bare(migrated.name).rstrip("s"), [])}
            if not matching:
                matching = {id(t): t for t in tables if "*" in t.name and fnmatchcase(migrated.name, t.name)}
            for table in matching.values():
                kept.add(table.place)
                self._extend(tables, table, migrated.indexes)
            if not matching and migrated.columns:
                only_migrated.append(migrated)
        for name, index in created_in_sql(self._project, self.sources):
            for table in names.get(_bare(name), []):
                self._extend(tables, table, (index,))
        if kept:
            tables = [table for table in tables if table.place in kept or not _is_foreign(table)]
        views = {*map(_bare, replay.views)}
        return [table for table in (*tables, *only_migrated) if _bare(table.name) not in views]

    @staticmethod
    def _extend(tables: list[Table], table: Table, indexes: tuple[Index, ...]) -> None:
        """Add indexes to a table, their columns called as the table calls them."""
        at = next(number for number, other in enumerate(tables) if other.place == table.place)
        current = tables[at]
        stored = {column.stored: column.name for column in current.columns.values()}
        known = {
            msgspec.structs.replace(
                index,
                columns=tuple(name if name in current.columns else stored.get(name, name) for name in index.columns),
            ): None
            for index in indexes
        }
        tables[at] = msgspec.structs.replace(
            current, indexes=(*current.indexes, *(index for index in known if index not in current.indexes))
        )

    def _table_of(self, argument: Source, tables: list[Table]) -> Table | None:
        """The table whose column an expression stands for, while tables are still being put together."""
        for ref, _ in self._column_owners(argument):
            found = next((table for table in tables if ref in table.classes), None)
            if found is not None:
                return found
        code = self.sources.code(argument)
        if isinstance(code, Attr):
            key = self._call_of(Source(argument.frame, code.base))
            if key is not None:
                return next((table for table in tables if table.place == self._declarative.calls[key].place), None)
        return None

    # -- columns -----------------------------------------------------------------------------------------------------

    def columns(self, source: Source) -> list[tuple[Table, Column]]:
        """The columns that an expression (`User.email`, `users.c.email`) may stand for; none for anything else."""
        self.tables()
        found: dict[tuple[str, str], tuple[Table, Column]] = {}
        for ref, name in self._column_owners(source):
            for table in self._of_class_and_above(ref):
                column = table.column(name)
                if column is not None:
                    found.setdefault((table.name, column.name), (table, column))
                    break
        code = self.sources.code(source)
        if isinstance(code, Attr) and not found:
            key = self._call_of(Source(source.frame, code.base))
            of_call = self._by_call.get(key) if key is not None else None
            column = of_call.column(code.name) if of_call is not None else None
            if of_call is not None and column is not None:
                found[of_call.name, column.name] = (of_call, column)
        return list(found.values())

    def _of_class_and_above(self, ref: Ref) -> list[Table]:
        """The table of a class, and those of the classes that it is joined to by inheritance."""
        found = (self._by_class.get(owner) for owner, _ in self._e.classes.ancestry(ref))
        return list({id(table): table for table in found if table is not None}.values())

    def _column_owners(self, source: Source) -> list[tuple[Ref, str]]:
        """(class, attribute) pairs that an expression may be."""
        frame = source.frame
        found = [
            (value.custom, next(iter(value.loaded)))
            for value in self._e.value(frame.ref, source.ins, frame.context)
            if isinstance(value, Lib)
            and value.kind == "sqlalchemy.Column"
            and value.custom is not None
            and value.loaded
        ]
        code = self.sources.code(source)
        if not found and isinstance(code, Attr):
            found += (
                (value.ref, code.name)
                for value in self._e.value(frame.ref, code.base, frame.context)
                if isinstance(value, Cls)
            )
        return found

    def _call_of(self, source: Source) -> tuple[Ref, int] | None:
        """The `Table(…)` call behind `table.c`, `table.columns` or `Model.__table__.c`."""
        code = self.sources.code(source)
        if not isinstance(code, Attr) or code.name not in ("c", "columns"):
            return None
        for origin in self.sources.origins(Source(source.frame, code.base)):
            if (
                isinstance(self.sources.code(origin), Call)
                and (origin.frame.ref, origin.ins) in self._declarative.calls
            ):
                return origin.frame.ref, origin.ins
        return None

    def entity(self, value: object) -> Table | None:
        """The table of a class or instance."""
        return self.of_class(value.ref) if isinstance(value, Cls | Inst) else None


def _is_foreign(table: Table) -> bool:
    """Whether a table that no migration of the project makes may be another database's: no class maps it, and it is tied to no other table."""
    return (
        table.framework == "sqlalchemy"
        and not table.classes
        and not table.foreign_keys
        and all(column.references is None for column in table.columns.values())
    )


def _bare(name: str) -> str:
    """A name as it is compared: letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", sql.plain(name).lower())


def _spellings(name: str) -> set[str]:
    """How a table may be called where its name is derived from its class's."""
    bare = _bare(name)
    return {bare, f"{bare}s", f"{bare}es", f"{bare[:-1]}ies"} if bare else set()
