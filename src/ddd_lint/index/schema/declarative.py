"""Tables of SQLAlchemy and SQLModel: mapped classes with their mixins and abstract bases, `Table(…)`, indexes beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import columns as known
from ddd_lint.index import type_expressions
from ddd_lint.index.schema.keys import Keys
from ddd_lint.index.schema.tables import Column, ForeignKey, Index, Place, Table
from ddd_lint.index.schema.types import annotated_type, declared_type
from ddd_lint.index.sources import Made, Source, Sources
from ddd_lint.index.values import Cls, Ext, Lib, Ref
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Const, Format, Name, Op, Subscript

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_TABLE_MAKERS = (known.INDEX, known.UNIQUE_CONSTRAINT, known.PRIMARY_KEY_CONSTRAINT, known.EXCLUDE_CONSTRAINT)
_DECLARATIVE = frozenset(
    {"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta", "sqlalchemy.ext.asyncio.AsyncAttrs"}
)


class Declared(msgspec.Struct, frozen=True):
    """A column as a class body or table call declares it, with the indexes that the declaration makes by itself.

    `method` is that of the index which the column's type brings along, "" for none.
    """

    column: Column
    primary: bool = False
    unique: bool = False
    index: bool = False
    method: str = ""

    def indexes(self) -> list[Index]:
        """The indexes, a share of a primary key apart."""
        names = (self.column.name,)
        found = [Index(names, "unique" if self.unique else "index")] if self.unique or self.index else []
        return [*found, Index(names, "index", self.method)] if self.method else found


class Part(msgspec.Struct, frozen=True):
    """What one class body (or `Table` call) contributes to a table."""

    columns: tuple[Declared, ...]
    indexes: tuple[Index, ...]
    foreign_keys: tuple[ForeignKey, ...]


class Declarative:
    """Finds the tables that SQLAlchemy maps."""

    def __init__(self, project: ProjectIndex, sources: Sources) -> None:
        self._project = project
        self._e = project.evaluator
        self._sources = sources
        self._keys = Keys(self._e, sources)
        self._parts: dict[Ref, Part] = {}
        self._roots: dict[Ref, Ref | None] = {}
        self._concrete: dict[Ref, bool] = {}
        self.calls: dict[tuple[Ref, int], Table] = {}
        """`Table(…)` calls by (unit, instruction)."""

    def tables(self) -> list[Table]:
        """Every table, in file order."""
        calls = list(self._table_calls())
        mapped = self._imperatively_mapped()
        members: dict[Ref, list[Ref]] = {}
        on_call: dict[tuple[Ref, int], list[Ref]] = {}
        for ref in self._e.models.all_models():
            if self._e.models.framework(ref) != "sqlalchemy" or self._project.roles(ref[0]).migration:
                continue
            at = self._own_table_call(ref) or mapped.get(ref)
            if at is not None:
                on_call.setdefault(at, []).append(ref)
                continue
            root = self.root(ref)
            if root is not None:
                members.setdefault(root, []).append(ref)
        found = [self._class_table(root, classes) for root, classes in members.items()]
        for key, table in calls:
            classes = tuple(on_call.get(key, ()))
            self.calls[key] = table = msgspec.structs.replace(table, classes=classes)
            found.append(table)
        return found

    # -- which classes have a table ----------------------------------------------------------------------------------

    def root(self, ref: Ref) -> Ref | None:
        """The class whose table holds a class's rows: itself, or with single-table inheritance a base; None for an abstract class."""
        if ref not in self._roots:
            self._roots[ref] = None
            self._roots[ref] = self._find_root(ref) if self._is_concrete(ref) else None
        return self._roots[ref]

    def _find_root(self, ref: Ref) -> Ref:
        parents = [owner for owner, _ in self._e.classes.ancestry(ref)[1:] if self._is_concrete(owner)]
        if not parents or self._own(ref, "__tablename__") or self._own(ref, "__table__"):
            return ref
        if any(declared.primary for declared in self._part(ref).columns):
            return ref
        return self.root(parents[0]) or ref

    def _is_concrete(self, ref: Ref) -> bool:
        known_answer = self._concrete.get(ref)
        if known_answer is None:
            known_answer = self._concrete[ref] = self._find_concrete(ref)
        return known_answer

    def _find_concrete(self, ref: Ref) -> bool:
        if self._e.models.framework(ref) != "sqlalchemy":
            return False
        if any(isinstance(code, Const) and code.value is True for code in self._own_values(ref, "__abstract__")):
            return False
        unit = self._e.files.unit(ref)
        bases = {value.name for base in unit.bases for value in self._e.value(ref, base) if isinstance(value, Ext)}
        ancestry = [owner for owner, _ in self._e.classes.ancestry(ref)]
        if bases & _DECLARATIVE:
            literal = any(isinstance(code, Const) for code in self._own_values(ref, "__tablename__"))
            inherited = any(self._own(owner, "__tablename__") for owner in ancestry[1:])
            alone = not self._e.classes.subclasses(ref) and bool(self._part(ref).columns)
            return literal or self._own(ref, "__table__") or inherited or alone
        if self._own(ref, "__tablename__") or self._own(ref, "__table__") or not self._e.classes.subclasses(ref):
            return True
        # A base without a key of its own or from a mixin, such as the `model_class` of an extension, has no table.
        above = any(self._is_concrete(owner) for owner in ancestry[1:])
        return above or any(declared.primary for owner in ancestry for declared in self._part(owner).columns)

    def _own(self, ref: Ref, name: str) -> bool:
        return name in self._e.files.binds(ref)

    def _own_values(self, ref: Ref, name: str) -> list[object]:
        unit = self._e.files.unit(ref)
        binds = [unit.code[at] for number, at in self._e.files.binds(ref).get(name, ()) if number == ref[1]]
        return [unit.code[bind.value] for bind in binds if isinstance(bind, Bind) and bind.value >= 0]

    def _own_table_call(self, ref: Ref) -> tuple[Ref, int] | None:
        unit = self._e.files.unit(ref)
        for _, at in self._e.files.binds(ref).get("__table__", ()):
            bind = unit.code[at]
            if isinstance(bind, Bind) and bind.value >= 0:
                for made in self._sources.made(self._sources.at(ref, bind.value)):
                    if made.last == known.TABLE:
                        return made.source.frame.ref, made.source.ins
        return None

    def _imperatively_mapped(self) -> dict[Ref, tuple[Ref, int]]:
        """Class → the `Table(…)` call that a mapper call ties it to."""
        found: dict[Ref, tuple[Ref, int]] = {}
        for name in ("map_imperatively", "mapper"):
            for ref, at in self._e.files.calls_named(name):
                arguments = [
                    argument
                    for keyword, argument in self._sources.arguments(self._sources.at(ref, at))
                    if keyword in ("", "local_table")
                ]
                if len(arguments) < 2:
                    continue
                for made in self._sources.made(arguments[1]):
                    if made.last == known.TABLE:
                        for value in self._sources.values(arguments[0]):
                            if isinstance(value, Cls):
                                found[value.ref] = (made.source.frame.ref, made.source.ins)
        return found

    # -- a class's table ---------------------------------------------------------------------------------------------

    def _class_table(self, root: Ref, classes: list[Ref]) -> Table:
        columns: dict[str, Column] = {}
        primary: list[str] = []
        indexes: list[Index] = []
        foreign_keys: list[ForeignKey] = []
        for ref in sorted(classes, key=lambda ref: ref != root):
            for owner in self._owners(ref, root):
                part = self._part(owner)
                for declared in part.columns:
                    # What a class declares itself comes after what its bases do, and replaces it.
                    columns[declared.column.name] = declared.column
                    if declared.primary and declared.column.name not in primary:
                        primary.append(declared.column.name)
                    indexes += declared.indexes()
                indexes += part.indexes
                foreign_keys += part.foreign_keys
        if primary:
            indexes.append(Index(tuple(primary), "primary"))
        unit = self._e.files.unit(root)
        name = self._pattern(root) or self._e.models.table_name(root)
        place = Place(root[0], unit.line, unit.column, len(unit.name))
        named = tuple(self._renamed(index, columns) for index in indexes)
        return Table(
            name,
            "sqlalchemy",
            place,
            root,
            columns,
            named,
            tuple(dict.fromkeys(foreign_keys)),
            (unit.name,),
            tuple(classes),
        )

    def _pattern(self, root: Ref) -> str:
        """The name of a table that is put together (`f"{prefix}_users"`), with `*` for what can't be told; "" for a plain name."""
        for owner, _ in self._e.classes.ancestry(root):
            for number, at in self._e.files.binds(owner).get("__tablename__", ()):
                bind = self._e.files.unit(owner).code[at]
                if number == owner[1] and isinstance(bind, Bind) and bind.value >= 0:
                    return self._composed(self._sources.at(owner, bind.value), 0)
        return ""

    def _composed(self, source: Source, depth: int) -> str:
        code = self._sources.code(source)
        if isinstance(code, Format) or (isinstance(code, Op) and code.operator == "+"):
            parts = code.parts if isinstance(code, Format) else code.operands
            inner = [self._composed(Source(source.frame, part), depth + 1) for part in parts]
            return re.sub(r"\*+", "*", "".join(inner))
        if depth == 0:
            return ""
        return next(iter(self._sources.texts(source)), "*")

    def _owners(self, ref: Ref, root: Ref) -> list[Ref]:
        """The classes whose bodies make up a class's share of its table, bases first."""
        ancestry = [owner for owner, _ in self._e.classes.ancestry(ref)]
        above = next((owner for owner in ancestry[1:] if self._is_concrete(owner)), None)
        if above is not None:
            theirs = {owner for owner, _ in self._e.classes.ancestry(above)}
            ancestry = [owner for owner in ancestry if owner not in theirs]
        return ancestry[::-1]

    @staticmethod
    def _renamed(index: Index, columns: dict[str, Column]) -> Index:
        """An index whose columns are called as the attributes are, not as in the database."""
        stored = {column.stored: column.name for column in columns.values()}
        names = tuple(name if name in columns else stored.get(name, name) for name in index.columns)
        return msgspec.structs.replace(index, columns=names)

    def _part(self, ref: Ref) -> Part:
        """What a class's own body declares."""
        part = self._parts.get(ref)
        if part is None:
            self._parts[ref] = Part((), (), ())
            part = self._parts[ref] = self._read(ref)
        return part

    def _read(self, ref: Ref) -> Part:
        unit = self._e.files.unit(ref)
        columns: list[Declared] = []
        indexes: list[Index] = []
        foreign_keys: list[ForeignKey] = []
        sqlmodel = any(base.startswith("sqlmodel.") for base in self._e.classes.external_bases(ref))
        for position, ins in enumerate(unit.code):
            if position < unit.header:
                continue
            if isinstance(ins, Bind):
                declared = self._of_bind(ref, ins, sqlmodel=sqlmodel)
                if declared is not None:
                    columns.append(declared)
                if ins.name == "__table_args__" and ins.value >= 0:
                    for item in self._sources.items(self._sources.at(ref, ins.value)):
                        if item.frame.ref != ref:
                            self._constraint(item, indexes, foreign_keys)
            elif isinstance(ins, Call):
                self._constraint(self._sources.at(ref, position), indexes, foreign_keys)
        for number in self._e.files.children(ref):
            child = (ref[0], number)
            function = self._e.files.unit(child)
            if function.kind != "function":
                continue
            if "table_args" in function.name:
                for position, ins in enumerate(function.code):
                    if isinstance(ins, Call):
                        self._constraint(self._sources.at(child, position), indexes, foreign_keys)
            elif any(name.rpartition(".")[2] in known.DECLARED for name in self._e.classes.decorators(child)):
                declared = self._of_function(child)
                if declared is not None:
                    columns.append(declared)
        return Part(tuple(columns), tuple(indexes), tuple(foreign_keys))

    def _of_bind(self, ref: Ref, ins: Bind, *, sqlmodel: bool) -> Declared | None:
        place = Place(ref[0], ins.line, ins.column, len(ins.name))
        if ins.name.startswith("__"):
            return None
        if ins.value >= 0:
            for made in self._sources.made(self._sources.at(ref, ins.value)):
                declared = self._of_call(ref, ins.name, place, made, ins.annotation)
                if declared is not None:
                    return declared
                if made.last in (
                    "relationship",
                    "Relationship",
                    "relation",
                    "association_proxy",
                    "hybrid_property",
                    "synonym",
                    "composite",
                ):
                    return None
        if ins.annotation < 0 or ins.name.startswith("_"):
            return None
        return self._of_annotation(ref, ins, place, sqlmodel=sqlmodel)

    def _of_annotation(self, ref: Ref, ins: Bind, place: Place, *, sqlmodel: bool) -> Declared | None:
        """`name: Mapped[str]`, also with a column kept in an `Annotated` type; any annotated attribute of a SQLModel table."""
        code = self._e.files.unit(ref).code[ins.annotation]
        names = self._callee_names(ref, code.base) if isinstance(code, Subscript) else set()
        mapped = any(name.endswith("Mapped") for name in names)
        if not mapped and (not sqlmodel or any(name.endswith("ClassVar") for name in names)):
            return None
        values = type_expressions.annotated(self._e, ref, ins.annotation)
        for made in self._annotated_calls(ref, ins.annotation):
            declared = self._of_call(ref, ins.name, place, made, ins.annotation)
            if declared is not None:
                return declared
        return Declared(Column(ins.name, ins.name, place, annotated_type(self._e, values)))

    def _callee_names(self, ref: Ref, at: int) -> set[str]:
        return {value.name for value in self._e.value(ref, at) if isinstance(value, Ext)}

    def _annotated_calls(self, ref: Ref, at: int, depth: int = 0) -> Iterator[Made]:
        """Calls kept in `Annotated[…]` below an annotation, also where the type has a name of its own."""
        if depth > 4:
            return
        for origin in self._sources.origins(self._sources.at(ref, at)):
            code = self._sources.code(origin)
            if isinstance(code, Subscript):
                key = self._sources.unit(origin).code[code.key]
                parts = key.items if isinstance(key, Collection) else (code.key,)
                for part in parts:
                    yield from self._annotated_calls(origin.frame.ref, part, depth + 1)
            elif isinstance(code, Call):
                yield from self._sources.made(origin)

    def _of_function(self, ref: Ref) -> Declared | None:
        """A column that a `declared_attr` function returns."""
        unit = self._e.files.unit(ref)
        place = Place(ref[0], unit.line, unit.column, len(unit.name))
        for position, ins in enumerate(unit.code):
            if isinstance(ins, Call):
                for made in self._sources.made(self._sources.at(ref, position)):
                    declared = self._of_call(ref, unit.name, place, made, -1)
                    if declared is not None:
                        return declared
        return None

    def is_sqlalchemy(self, name: str) -> bool:
        """Whether a qualified name can be SQLAlchemy's or an extension's."""
        first, _, rest = name.partition(".")
        return (
            first in known.PACKAGES or "db" in rest.split(".")[:-1] or (first == "pydantic" and name.endswith(".Field"))
        )

    def _of_call(self, ref: Ref, name: str, place: Place, made: Made, annotation: int) -> Declared | None:
        """The column that a call makes; None for other calls."""
        if not self.is_sqlalchemy(made.name):
            return None
        if made.last in known.COLUMN_WRAPPERS:
            inner = made.argument(0)
            calls = self._sources.made(inner) if inner is not None else []
            found = (self._of_call(ref, name, place, call, annotation) for call in calls)
            return next((declared for declared in found if declared is not None), None)
        if made.last not in known.COLUMNS:
            return None
        given = made.argument(99, "sa_column")
        for call in self._sources.made(given) if given is not None else ():
            declared = self._of_call(ref, name, place, call, annotation)
            if declared is not None:
                return declared
        return self._column(ref, name, place, made, annotation)

    def _column(self, ref: Ref, name: str, place: Place, made: Made, annotation: int) -> Declared:
        sources = self._sources
        stored, references, kind, length = name, None, "", None
        arguments = made.positional()
        if made.last == "Field":
            extra = made.argument(99, "sa_column_args")
            arguments = sources.items(extra) if extra is not None else []
        for number, argument in enumerate(arguments):
            texts = sources.texts(argument) if number == 0 else []
            if texts:
                stored = texts[0]
                continue
            calls = sources.made(argument)
            key = next((call for call in calls if call.last == known.FOREIGN_KEY), None)
            if key is not None:
                references = self.reference(key.argument(0, "column"))
            elif not kind:
                kind, length = declared_type(self._e, sources, argument) or ("", None)
        for keyword in ("type_", "sa_type"):
            explicit = made.argument(99, keyword)
            if explicit is not None:
                kind, length = declared_type(self._e, sources, explicit) or (kind, length)
        foreign = made.argument(99, "foreign_key") if made.last == "Field" else None
        if foreign is not None and None not in sources.literals(foreign):
            references = next(iter(sources.texts(foreign)), "")
        stored = next(iter(sources.texts(made.argument(99, "name"))), stored)
        length = next((v for v in sources.literals(made.argument(99, "max_length")) if isinstance(v, int)), length)
        told = annotated_type(self._e, type_expressions.annotated(self._e, ref, annotation)) if annotation >= 0 else ""
        kind = kind or told
        flags = {flag: sources.true(made.argument(99, flag)) for flag in ("primary_key", "unique", "index")}
        options = made.argument(99, "sa_column_kwargs")
        for keyword, value in sources.pairs(options) if options is not None else ():
            if keyword in flags and sources.true(value):
                flags[keyword] = True
        choices = known.ENUM in (kind, told) or self._is_member(made.argument(99, "default"))
        column = Column(name, stored, place, kind, length, references, choices, self._keyword_place(ref, made))
        method = self._brought_along(arguments) if kind in (known.GEOMETRY, known.TSVECTOR) else ""
        return Declared(column, flags["primary_key"], flags["unique"], flags["index"], method)

    def _brought_along(self, arguments: list[Source]) -> str:
        """The method of the index that a column's type makes by itself."""
        for argument in arguments:
            for made in self._sources.made(argument):
                method = known.INDEXED_TYPES.get(made.last)
                if method is not None and False not in self._sources.literals(made.argument(99, "spatial_index")):
                    return method
        return ""

    def _is_member(self, source: Source | None) -> bool:
        """Whether a default is a member of an enum, so that the column holds one of few values."""
        code = self._sources.code(source) if source is not None else None
        if source is None or not isinstance(code, Attr):
            return False
        base = code.base
        if code.name == "value":
            inner = self._sources.unit(source).code[base]
            base = inner.base if isinstance(inner, Attr) else base
        values = self._e.value(source.frame.ref, base, source.frame.context)
        bases = (
            name for value in values if isinstance(value, Cls) for name in self._e.classes.external_bases(value.ref)
        )
        return any(name.startswith("enum.") for name in bases)

    def _keyword_place(self, ref: Ref, made: Made) -> Place | None:
        """Behind the opening bracket of a call in the class body whose arguments are all keywords."""
        code = self._sources.code(made.source)
        assert isinstance(code, Call)
        callee = self._sources.unit(made.source).code[code.func]
        if made.source.frame.ref != ref or not code.names or any(name in ("", "*", "**") for name in code.names):
            return None
        return (
            Place(ref[0], code.line, code.column + len(callee.name) + 1, 0) if isinstance(callee, Name | Attr) else None
        )

    def reference(self, source: Source | None) -> str:
        """What a foreign key leads to, "" where it can't be told."""
        texts = self._sources.texts(source)
        if texts:
            return texts[0]
        for value in self._sources.values(source):
            if isinstance(value, Lib) and value.custom is not None:
                return f"{self._e.models.table_name(value.custom)}.{next(iter(value.loaded), 'id')}"
        return ""

    def _constraint(self, source: Source, indexes: list[Index], foreign_keys: list[ForeignKey]) -> None:
        """Add the index or composite foreign key that a call makes."""
        code = self._sources.code(source)
        if not isinstance(code, Call):
            return
        for made in self._sources.made(source):
            if made.last in _TABLE_MAKERS and self.is_sqlalchemy(made.name):
                index = self._keys.index(made)
                if index is not None:
                    indexes.append(index)
            elif made.last == known.FOREIGN_KEY_CONSTRAINT and self.is_sqlalchemy(made.name):
                key = self._foreign_key(made)
                if key is not None:
                    foreign_keys.append(key)

    def _foreign_key(self, made: Made) -> ForeignKey | None:
        local, remote = made.argument(0, "columns"), made.argument(1, "refcolumns")
        names = [self._keys.key(item).name for item in self._sources.items(local)] if local is not None else []
        target = (
            next((text for item in self._sources.items(remote) for text in self._sources.texts(item)), "")
            if remote is not None
            else ""
        )
        code = self._sources.code(made.source)
        assert isinstance(code, Call)
        if not names or "" in names:
            return None
        return ForeignKey(tuple(names), Place(made.source.frame.ref[0], code.line, code.column, len(made.last)), target)

    # -- Table(…) ----------------------------------------------------------------------------------------------------

    def _table_calls(self) -> Iterator[tuple[tuple[Ref, int], Table]]:
        for ref, at in self._e.files.calls_named(known.TABLE):
            if self._project.roles(ref[0]).migration:
                continue
            source = self._sources.at(ref, at)
            for made in self._sources.made(source):
                if made.last == known.TABLE and self.is_sqlalchemy(made.name):
                    table = self._of_table_call(ref, made)
                    if table is not None:
                        yield (ref, at), table
                    break

    def _of_table_call(self, ref: Ref, made: Made) -> Table | None:
        arguments = made.positional()
        names = self._sources.texts(arguments[0]) if arguments else []
        if not names:
            return None
        part = self.parts_of(ref, arguments[1:])
        columns = {declared.column.name: declared.column for declared in part.columns}
        if not columns:
            return None
        code = self._sources.code(made.source)
        assert isinstance(code, Call)
        place = Place(made.source.frame.ref[0], code.start_line, code.start_column, len(made.last))
        return Table(names[0], "sqlalchemy", place, None, columns, self.indexes_of(part), part.foreign_keys)

    def parts_of(self, ref: Ref, arguments: list[Source]) -> Part:
        """The columns, indexes and constraints among the arguments of a call that makes a table."""
        columns: list[Declared] = []
        indexes: list[Index] = []
        foreign_keys: list[ForeignKey] = []
        for argument in arguments:
            for made in self._sources.made(argument):
                code = self._sources.code(made.source)
                assert isinstance(code, Call)
                if made.last == "Column":
                    names = self._sources.texts(made.argument(0, "name"))
                    if names:
                        place = Place(made.source.frame.ref[0], code.start_line, code.start_column, len(made.last))
                        columns.append(self._column(ref, names[0], place, made, -1))
            self._constraint(argument, indexes, foreign_keys)
        return Part(tuple(columns), tuple(indexes), tuple(foreign_keys))

    @staticmethod
    def indexes_of(part: Part) -> tuple[Index, ...]:
        """A part's indexes with those that its columns make."""
        own = [index for declared in part.columns for index in declared.indexes()]
        primary = tuple(d.column.name for d in part.columns if d.primary)
        return (*part.indexes, *own, *((Index(primary, "primary"),) if primary else ()))

    # -- indexes outside their table ---------------------------------------------------------------------------------

    def loose_indexes(self) -> Iterator[tuple[Source, Index]]:
        """`Index(…)` calls that stand outside a class: the first argument that is a column, and the index."""
        for ref, at in self._e.files.calls_named(known.INDEX):
            unit = self._e.files.unit(ref)
            if unit.kind == "class" or self._project.roles(ref[0]).migration:
                continue
            for made in self._sources.made(self._sources.at(ref, at)):
                index = self._keys.index(made) if made.last == known.INDEX and self.is_sqlalchemy(made.name) else None
                if index is not None:
                    for argument in made.positional()[1:]:
                        yield argument, index
