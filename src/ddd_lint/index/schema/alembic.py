"""Alembic's revisions, replayed: the tables, indexes and foreign keys that all upgrades together make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import columns as known
from ddd_lint.frameworks import migrations as operations
from ddd_lint.index.schema import sql
from ddd_lint.index.schema.declarative import Declarative
from ddd_lint.index.schema.keys import Keys
from ddd_lint.index.schema.tables import Column, ForeignKey, Index, Place, Table
from ddd_lint.index.sources import Frame, Made, Source, Sources
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Const, Enter, Import, Name, Param

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 4


class Revision(msgspec.Struct, frozen=True):
    """One revision file: its module-level functions by name, its identifier and those it builds on."""

    path: str
    revision: str
    down: tuple[str, ...]
    upgrade: Ref | None
    downgrade: Ref | None


class Operation(msgspec.Struct, frozen=True):
    """One call of `op` or of a batch: its name, arguments, and the table of the batch ("" outside one)."""

    name: str
    made: Made
    batch: str


def revisions(project: ProjectIndex) -> list[Revision]:
    """Every Alembic revision of the project, each after those it builds on."""
    found: dict[str, Revision] = {}
    loose: list[Revision] = []
    for path, facts in project.files.items():
        binds = project.evaluator.files.binds((path, 0))
        if "down_revision" not in binds or "revision" not in binds or project.roles(path).test:
            continue
        functions = {
            unit.name: (path, number)
            for number, unit in enumerate(facts.units)
            if unit.kind == "function" and unit.parent == 0
        }
        names, down = _texts(project, path, "revision"), _texts(project, path, "down_revision")
        revision = Revision(
            path, names[0] if names else path, down, functions.get("upgrade"), functions.get("downgrade")
        )
        if revision.revision in found:
            loose.append(revision)
        else:
            found[revision.revision] = revision
    return [*_ordered(found), *loose]


def _texts(project: ProjectIndex, path: str, name: str) -> tuple[str, ...]:
    code = project.files[path].units[0].code
    for _, at in project.evaluator.files.binds((path, 0)).get(name, ()):
        bind = code[at]
        if isinstance(bind, Bind) and bind.value >= 0:
            value = code[bind.value]
            items = [code[item] for item in value.items] if isinstance(value, Collection) else [value]
            return tuple(item.value for item in items if isinstance(item, Const) and isinstance(item.value, str))
    return ()


def _ordered(found: dict[str, Revision]) -> Iterator[Revision]:
    done: set[str] = set()
    for start in sorted(found.values(), key=lambda revision: revision.path):
        waiting = [start.revision]
        while waiting:
            name = waiting[-1]
            before = [down for down in found[name].down if down in found and down not in done and down not in waiting]
            if before:
                waiting += before
                continue
            waiting.pop()
            if name not in done:
                done.add(name)
                yield found[name]


class Operations:
    """Reads the operations of a revision's functions, helpers that they call included."""

    def __init__(self, project: ProjectIndex, sources: Sources) -> None:
        self._project = project
        self._e = project.evaluator
        self._sources = sources

    def of(self, ref: Ref) -> Iterator[Operation]:
        """The operations of a function in the order in which it runs them."""
        yield from self._of(Frame(ref), 0)

    def _of(self, frame: Frame, depth: int) -> Iterator[Operation]:
        unit = self._e.files.unit(frame.ref)
        for position, ins in enumerate(unit.code):
            if position < unit.header or not isinstance(ins, Call):
                continue
            callee = unit.code[ins.func]
            if isinstance(callee, Attr) and self._may_be_operation(callee.name):
                source, base = Source(frame, position), Source(frame, callee.base)
                batch = self._batch(base)
                if batch is not None or self._is_op(frame.ref, callee.base):
                    made = Made(f"alembic.op.{callee.name}", self._sources.arguments(source), source)
                    yield Operation(callee.name, made, batch or "")
                    continue
            if depth < _MAX_DEPTH and not isinstance(callee, Attr):
                for inner in self._sources.entered(frame, position):
                    if inner.ref != frame.ref:
                        yield from self._of(inner, depth + 1)

    @staticmethod
    def _may_be_operation(name: str) -> bool:
        return name in operations.ALEMBIC_SCHEMA or name in operations.ALEMBIC_EXECUTE

    def _is_op(self, ref: Ref, base: int) -> bool:
        """Whether an instruction is Alembic's `op`, an object of that name, or the connection that it gives."""
        unit = self._e.files.unit(ref)
        code = unit.code[base]
        if isinstance(code, Name) and code.name in ("op", "operations"):
            return True
        if isinstance(code, Param):
            return unit.params[code.index].name in ("op", "operations", "conn", "connection", "bind")
        if isinstance(code, Import):
            return code.target.replace(":", ".") == "alembic.op"
        if isinstance(code, Call):
            callee = unit.code[code.func]
            return (
                isinstance(callee, Attr)
                and callee.name in ("get_bind", "get_context")
                and self._is_op(ref, callee.base)
            )
        return any(name == "alembic.op" for name in self._sources.callees(self._sources.at(ref, base).frame, base))

    def _batch(self, base: Source) -> str | None:
        """The table that a `with op.batch_alter_table("x") as batch` is about; None for other objects."""
        code = self._sources.code(base)
        if not isinstance(code, Enter):
            return None
        inner = self._sources.unit(base).code[code.base]
        callee = self._sources.unit(base).code[inner.func] if isinstance(inner, Call) else None
        if not isinstance(callee, Attr) or callee.name != operations.ALEMBIC_BATCH:
            return None
        arguments = self._sources.arguments(Source(base.frame, code.base))
        names = next((self._sources.texts(value) for keyword, value in arguments if keyword in ("", "table_name")), [])
        return sql.plain(names[0]) if names else ""

    def statements(self, operation: Operation) -> list[str]:
        """The SQL texts that an `execute` runs."""
        statement = operation.made.argument(0, "sqltext", "statement")
        found = self._sources.texts(statement)
        for made in self._sources.made(statement) if statement is not None else ():
            if made.last in ("text", "DDL"):
                found += self._sources.texts(made.argument(0, "text"))
        return found


class _State:
    """One table while revisions are replayed."""

    def __init__(self, name: str, place: Place) -> None:
        self.name = name
        self.place = place
        self.columns: dict[str, Column] = {}
        self.indexes: list[tuple[str, Index]] = []
        self.foreign_keys: list[tuple[str, ForeignKey]] = []

    def table(self) -> Table:
        indexes = tuple(index for _, index in self.indexes)
        keys = tuple(
            key for _, key in self.foreign_keys if all(name in self.columns or not self.columns for name in key.columns)
        )
        return Table(self.name, "alembic", self.place, None, self.columns, indexes, keys)


class Replay:
    """Runs the upgrades of all revisions over an empty schema."""

    def __init__(self, project: ProjectIndex, sources: Sources, declarative: Declarative) -> None:
        self._sources = sources
        self._declarative = declarative
        self._keys = Keys(project.evaluator, sources)
        self._operations = Operations(project, sources)
        self._tables: dict[str, _State] = {}
        self._project = project
        self.views: set[str] = set()
        """The names that stand for a view once `tables` ran the revisions: it has no indexes of its own."""

    def tables(self) -> list[Table]:
        """Every table as the last revision leaves it, those that are only altered included."""
        for revision in revisions(self._project):
            if revision.upgrade is not None:
                for operation in self._operations.of(revision.upgrade):
                    self._apply(operation)
        return [state.table() for state in self._tables.values()]

    # -- one operation -----------------------------------------------------------------------------------------------

    def _apply(self, operation: Operation) -> None:
        name = operation.name
        if name in operations.ALEMBIC_EXECUTE:
            self._execute(operation)
        elif name == "create_table":
            self._create_table(operation)
        elif name == "drop_table":
            for table in self._texts(operation.made.argument(0, "table_name")):
                self._tables.pop(table, None)
        elif name == "rename_table":
            old, new = (
                self._texts(operation.made.argument(0, "old_table_name")),
                self._texts(operation.made.argument(1, "new_table_name")),
            )
            if old and new and old[0] in self._tables:
                self._tables[new[0]] = state = self._tables.pop(old[0])
                state.name = new[0]
        elif name in ("add_column", "drop_column", "alter_column"):
            self._column(operation)
        elif name in ("create_index", "create_unique_constraint", "create_primary_key"):
            self._create_index(operation)
        elif name == "drop_index":
            for index in self._texts(operation.made.argument(0, "index_name")):
                self._drop_index(index)
        elif name == "drop_constraint":
            self._drop_constraint(operation)
        elif name == "create_foreign_key":
            self._create_foreign_key(operation)

    def _texts(self, source: Source | None) -> list[str]:
        """The names that an argument may be, `op.f("name")` seen through."""
        if source is None:
            return []
        code = self._sources.code(source)
        if isinstance(code, Call) and len(code.args) == 1:
            callee = self._sources.unit(source).code[code.func]
            if isinstance(callee, Attr) and callee.name == "f":
                return self._texts(Source(source.frame, code.args[0]))
        return [sql.plain(text) for text in self._sources.texts(source)]

    def _state(self, name: str, operation: Operation) -> _State:
        state = self._tables.get(name)
        if state is None:
            state = self._tables[name] = _State(name, self._place(operation.made))
        return state

    def _place(self, made: Made) -> Place:
        code = self._sources.code(made.source)
        assert isinstance(code, Call)
        return Place(made.source.frame.ref[0], code.line, code.column, len(made.last))

    def _table_names(self, operation: Operation, position: int, *keywords: str) -> list[str]:
        """The tables an operation is about, and so whether its later arguments stand one further to the left (in a batch)."""
        return [operation.batch] if operation.batch else self._texts(operation.made.argument(position, *keywords))

    def _create_table(self, operation: Operation) -> None:
        arguments = operation.made.positional()
        for name in self._texts(arguments[0]) if arguments else ():
            state = self._tables[name] = _State(name, self._place(operation.made))
            for argument in arguments[1:]:
                self._add(state, argument)

    def _add(self, state: _State, argument: Source) -> None:
        part = self._declarative.parts_of(argument.frame.ref, [argument])
        state.columns.update({declared.column.name: declared.column for declared in part.columns})
        for declared in part.columns:
            column = declared.column
            if declared.primary or declared.unique or declared.index:
                kind = "primary" if declared.primary else "unique" if declared.unique else "index"
                state.indexes.append((f"ix_{state.name}_{column.name}", Index((column.name,), kind)))
        given = [name for made in self._sources.made(argument) for name in self._texts(made.argument(99, "name"))]
        for index in part.indexes:
            default = f"{state.name}_{'_'.join(index.columns)}_key" if index.kind == "unique" else f"{state.name}_pkey"
            state.indexes.append((given[0] if given else default, index))
        for key in part.foreign_keys:
            name = given[0] if given else f"{state.name}_{'_'.join(key.columns)}_fkey"
            self._key(state, name, key)

    def _key(self, state: _State, name: str, key: ForeignKey) -> None:
        """A foreign key of one column becomes the column's, placed where the key is made."""
        state.foreign_keys = [
            (other, known_key) for other, known_key in state.foreign_keys if known_key.columns != key.columns
        ]
        state.foreign_keys.append((name, key))

    def _column(self, operation: Operation) -> None:
        made, shift = operation.made, 0 if operation.batch else 1
        for table in self._table_names(operation, 0, "table_name"):
            state = self._state(table, operation)
            if operation.name == "add_column":
                column = made.argument(shift, "column")
                if column is not None:
                    self._add(state, column)
                continue
            for name in self._texts(made.argument(shift, "column_name")):
                if operation.name == "drop_column":
                    self._drop_column(state, name)
                else:
                    for new in self._texts(made.argument(99, "new_column_name")):
                        self._rename_column(state, name, new)

    @staticmethod
    def _drop_column(state: _State, name: str) -> None:
        state.columns.pop(name, None)
        state.indexes = [(given, index) for given, index in state.indexes if name not in index.columns]
        state.foreign_keys = [(given, key) for given, key in state.foreign_keys if name not in key.columns]

    @staticmethod
    def _rename_column(state: _State, old: str, new: str) -> None:
        def renamed(columns: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if name == old else name for name in columns)

        if old in state.columns:
            state.columns[new] = msgspec.structs.replace(state.columns.pop(old), name=new, stored=new)
        state.indexes = [
            (given, msgspec.structs.replace(index, columns=renamed(index.columns))) for given, index in state.indexes
        ]
        state.foreign_keys = [
            (given, msgspec.structs.replace(key, columns=renamed(key.columns))) for given, key in state.foreign_keys
        ]

    def _create_index(self, operation: Operation) -> None:
        made, shift = operation.made, 1 if operation.batch else 2
        columns = made.argument(shift, "columns")
        if columns is None:
            return
        last = {"create_index": known.INDEX, "create_unique_constraint": known.UNIQUE_CONSTRAINT}.get(
            operation.name, known.PRIMARY_KEY_CONSTRAINT
        )
        items = [("", item) for item in self._sources.items(columns)]
        named = [("", columns), *items] if last == known.INDEX else items
        options = [(keyword, value) for keyword, value in made.arguments if keyword]
        index = self._keys.index(Made(f"sqlalchemy.{last}", (*named, *options), made.source))
        if index is None:
            return
        names = self._texts(made.argument(0, "index_name", "constraint_name"))
        for table in self._table_names(operation, 1, "table_name"):
            self._state(table, operation).indexes.append((names[0] if names else "", index))

    def _drop_index(self, name: str) -> None:
        for state in self._tables.values():
            state.indexes = [(given, index) for given, index in state.indexes if given != name]

    def _drop_constraint(self, operation: Operation) -> None:
        names = set(self._texts(operation.made.argument(0, "constraint_name")))
        for table in self._table_names(operation, 1, "table_name"):
            state = self._state(table, operation)
            state.indexes = [(given, index) for given, index in state.indexes if given not in names]
            state.foreign_keys = [(given, key) for given, key in state.foreign_keys if given not in names]

    def _create_foreign_key(self, operation: Operation) -> None:
        made, shift = operation.made, 2 if operation.batch else 3
        local = made.argument(shift, "local_cols")
        columns = (
            tuple(name for item in self._sources.items(local) for name in self._texts(item))
            if local is not None
            else ()
        )
        target = self._texts(made.argument(shift - 1, "referent_table"))
        if not columns:
            return
        given = self._texts(made.argument(0, "constraint_name"))
        for table in self._table_names(operation, 1, "source_table"):
            name = given[0] if given else f"{table}_{'_'.join(columns)}_fkey"
            self._key(
                self._state(table, operation), name, ForeignKey(columns, self._place(made), target[0] if target else "")
            )

    def _execute(self, operation: Operation) -> None:
        for text in self._operations.statements(operation):
            for name in sql.dropped(text):
                self._drop_index(name)
            for name, creates in sql.views(text):
                self.views.add(name) if creates else self.views.discard(name)
            for name, table, index in sql.created(text):
                self._state(table, operation).indexes.append((name, index))
