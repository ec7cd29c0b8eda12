"""Tables of Django models: fields, abstract bases, `Meta`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import columns as known
from ddd_lint.index.schema.keys import Key, make_index
from ddd_lint.index.schema.tables import Column, Index, Place, Table
from ddd_lint.index.sources import Made, Source, Sources
from ddd_lint.index.values import Cls, Inst, Ref
from ddd_lint.model.facts import Attr, Bind, Call, Const

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class _Field(msgspec.Struct, frozen=True):
    column: Column
    index: Index | None


class DjangoModels:
    """Finds the tables of Django's models."""

    def __init__(self, project: ProjectIndex, sources: Sources) -> None:
        self._project = project
        self._e = project.evaluator
        self._sources = sources
        self._fields: dict[Ref, tuple[list[_Field], list[tuple[str, str]]]] = {}
        self._stored: dict[Ref, Ref | None] = {}
        self.generic: dict[Ref, list[tuple[str, str]]] = {}
        """Model → (content type's column, object id's column) of each `GenericForeignKey`."""

    def tables(self) -> list[Table]:
        """Every model's table, in file order."""
        found = []
        for ref in self._e.models.all_models():
            if (
                self._e.models.framework(ref) == "django"
                and not self._project.roles(ref[0]).migration
                and self.root(ref) == ref
            ):
                found.append(self._table(ref))
        return found

    def root(self, ref: Ref) -> Ref | None:
        """The model whose table holds a model's rows: itself, for a proxy its base; None for an abstract one."""
        if ref not in self._stored:
            self._stored[ref] = None
            self._stored[ref] = self._find_root(ref)
        return self._stored[ref]

    def _find_root(self, ref: Ref) -> Ref | None:
        if self._flag(ref, "abstract"):
            return None
        if self._flag(ref, "proxy"):
            return next(
                (root for owner, _ in self._e.classes.ancestry(ref)[1:] if (root := self.root(owner)) is not None), None
            )
        return ref if self._e.models.framework(ref) == "django" else None

    def _flag(self, ref: Ref, name: str) -> bool:
        """Whether a model's own `Meta` sets a flag (which is not inherited)."""
        meta = self._own_meta(ref)
        if meta is None:
            return False
        unit = self._e.files.unit(meta)
        for _, at in self._e.files.binds(meta).get(name, ()):
            bind = unit.code[at]
            if isinstance(bind, Bind) and bind.value >= 0:
                code = unit.code[bind.value]
                return isinstance(code, Const) and code.value is True
        return False

    def _own_meta(self, ref: Ref) -> Ref | None:
        for number in self._e.files.children(ref):
            unit = self._e.files.facts[ref[0]].units[number]
            if unit.kind == "class" and unit.name == "Meta":
                return (ref[0], number)
        return None

    def meta(self, ref: Ref, name: str) -> Source | None:
        """What a model's `Meta` says under a name, its own or the one that it inherits."""
        found = self._meta_bind(ref, name)
        return self._sources.at(found[0], found[1].value) if found is not None else None

    def _meta_place(self, ref: Ref, name: str) -> Place | None:
        found = self._meta_bind(ref, name)
        return Place(found[0][0], found[1].line, found[1].column, len(name)) if found is not None else None

    def _meta_bind(self, ref: Ref, name: str) -> tuple[Ref, Bind] | None:
        for owner, _ in self._e.classes.ancestry(ref):
            meta = self._own_meta(owner)
            if meta is None or (owner != ref and self.root(owner) is not None):
                continue
            for inner, _ in self._e.classes.ancestry(meta):
                for number, at in self._e.files.binds(inner).get(name, ()):
                    bind = self._e.files.unit(inner).code[at]
                    if number == inner[1] and isinstance(bind, Bind) and bind.value >= 0:
                        return inner, bind
            return None
        return None

    # -- a model's table ---------------------------------------------------------------------------------------------

    def _table(self, ref: Ref) -> Table:
        unit = self._e.files.unit(ref)
        columns: dict[str, Column] = {}
        indexes: list[Index] = []
        pairs: list[tuple[str, str]] = []
        for owner in self._owners(ref):
            fields, generic = self._own_fields(owner)
            pairs += generic
            for field in fields:
                columns[field.column.name] = field.column
                if field.index is not None:
                    indexes.append(field.index)
        if not any(index.kind == "primary" for index in indexes):
            columns.setdefault(
                "id", Column("id", "id", Place(ref[0], unit.line, unit.column, len(unit.name)), known.NUMBER)
            )
            indexes.append(Index(("id",), "primary"))
        indexes += self._of_meta(ref)
        self.generic[ref] = pairs
        label = app_label(ref[0])
        given = self._sources.texts(self.meta(ref, "db_table"))
        name = given[0] if given else f"{label}_{unit.name.lower()}"
        proxies = tuple(other for other in self._e.classes.subclasses(ref) if self.root(other) == ref)
        ordering = self.meta(ref, "ordering")
        ordered = (
            tuple(name.lstrip("-") for item in self._sources.items(ordering) for name in self._names(item))
            if ordering is not None
            else ()
        )
        place = Place(ref[0], unit.line, unit.column, len(unit.name))
        return Table(
            name,
            "django",
            place,
            ref,
            columns,
            tuple(indexes),
            names=(unit.name,),
            classes=(ref, *proxies),
            ordering=ordered,
            ordering_place=self._meta_place(ref, "ordering"),
        )

    def _owners(self, ref: Ref) -> list[Ref]:
        """The model and the abstract bases and mixins whose fields it copies, bases first."""
        ancestry = [owner for owner, _ in self._e.classes.ancestry(ref)]
        for parent in ancestry[1:]:
            if self.root(parent) is not None:
                theirs = {owner for owner, _ in self._e.classes.ancestry(parent)}
                ancestry = [owner for owner in ancestry if owner not in theirs]
        return ancestry[::-1]

    def _own_fields(self, ref: Ref) -> tuple[list[_Field], list[tuple[str, str]]]:
        known_fields = self._fields.get(ref)
        if known_fields is not None:
            return known_fields
        unit = self._e.files.unit(ref)
        fields: list[_Field] = []
        generic: list[tuple[str, str]] = []
        for position, ins in enumerate(unit.code):
            if position < unit.header or not isinstance(ins, Bind) or ins.value < 0:
                continue
            for made in self._sources.made(self._sources.at(ref, ins.value)):
                if made.last == known.GENERIC_FOREIGN_KEY:
                    generic.append(
                        (
                            self._text(made, 0, "ct_field") or "content_type",
                            self._text(made, 1, "fk_field") or "object_id",
                        )
                    )
                    break
                kind = known.DJANGO_FIELDS.get(made.last)
                other = made.last.endswith("Field") and not made.name.startswith(
                    ("rest_framework", "django.forms", "wtforms")
                )
                if kind is None and other:
                    kind = known.FieldType(known.UNKNOWN)
                if kind is not None:
                    if kind.column:
                        fields.append(self._field(ref, ins, made, kind))
                    break
        self._fields[ref] = (fields, generic)
        return fields, generic

    def _text(self, made: Made, position: int, keyword: str) -> str:
        return next(iter(self._sources.texts(made.argument(position, keyword))), "")

    def _field(self, ref: Ref, ins: Bind, made: Made, kind: known.FieldType) -> _Field:
        sources = self._sources
        place = Place(ref[0], ins.line, ins.column, len(ins.name))
        stored = self._text(made, 99, "db_column") or (f"{ins.name}_id" if kind.relation else ins.name)
        length = next((v for v in sources.literals(made.argument(99, "max_length")) if isinstance(v, int)), kind.length)
        references = self._target(ref, made) if kind.relation else None
        column = Column(ins.name, stored, place, kind.type, length, references, self._has_choices(ref, ins, made))
        given = sources.literals(made.argument(99, "db_index")) + sources.literals(made.argument(99, "spatial_index"))
        if sources.true(made.argument(99, "primary_key")):
            return _Field(column, Index((ins.name,), "primary"))
        if kind.unique or sources.true(made.argument(99, "unique")):
            return _Field(column, Index((ins.name,), "unique"))
        indexed = any(v is True for v in given) or (kind.indexed and False not in given)
        method = "gist" if kind.type == known.GEOMETRY else ""
        return _Field(column, Index((ins.name,), "index", method) if indexed else None)

    def _has_choices(self, ref: Ref, ins: Bind, made: Made) -> bool:
        """Whether a field takes one of a fixed set of values, by its own arguments or by its class's constructor."""
        if made.argument(99, "choices") is not None:
            return True
        code = self._e.files.unit(ref).code[ins.value]
        for value in self._e.value(ref, code.func) if isinstance(code, Call) else ():
            init = self._e.classes.method(value.ref, "__init__") if isinstance(value, Cls) else None
            body = self._e.files.unit(init).code if init is not None else ()
            if any(isinstance(call, Call) and "choices" in call.names for call in body):
                return True
        return False

    def _target(self, ref: Ref, made: Made) -> str:
        to = made.argument(0, "to")
        if to is None:
            return ""
        code = self._sources.code(to)
        if isinstance(code, Attr) and code.name == "AUTH_USER_MODEL":
            return "user"
        for value in self._sources.values(to):
            if isinstance(value, Cls | Inst):
                return self._e.files.unit(value.ref).name
        texts = self._sources.texts(to)
        return self._e.files.unit(ref).name if texts == ["self"] else texts[0] if texts else ""

    # -- Meta --------------------------------------------------------------------------------------------------------

    def _of_meta(self, ref: Ref) -> Iterator[Index]:
        for option in ("indexes", "constraints"):
            given = self.meta(ref, option)
            for item in self._sources.items(given) if given is not None else ():
                for made in self._sources.made(item):
                    index = self.index(made)
                    if index is not None:
                        yield index
        for option, kind in (("unique_together", "unique"), ("index_together", "index")):
            given = self.meta(ref, option)
            for names in self.together(given) if given is not None else ():
                yield Index(names, kind)

    def together(self, source: Source) -> Iterator[tuple[str, ...]]:
        """The groups of fields in `unique_together` or `index_together`: one group, or several."""
        items = self._sources.items(source)
        single = tuple(text for item in items for text in self._sources.texts(item))
        if single:
            yield single
            return
        for item in items:
            names = tuple(text for inner in self._sources.items(item) for text in self._sources.texts(inner))
            if names:
                yield names

    def index(self, made: Made) -> Index | None:
        """The index that `models.Index(…)`, `UniqueConstraint(…)` and their like make; None for other calls."""
        if made.last in known.DJANGO_INDEXES:
            kind, method = "index", known.DJANGO_INDEXES[made.last]
        elif made.last == known.UNIQUE_CONSTRAINT:
            kind, method = "unique", ""
        elif made.last == "ExclusionConstraint":
            kind, method = "index", "gist"
        else:
            return None
        fields = made.argument(99, "fields")
        items = self._sources.items(fields) if fields is not None else []
        keys = [Key(name.lstrip("-")) for item in items for name in self._sources.texts(item)]
        keys += [self._key(argument) for argument in made.positional()]
        classes = made.argument(99, "opclasses")
        operators = (
            tuple(text for item in self._sources.items(classes) for text in self._sources.texts(item))
            if classes is not None
            else ()
        )
        condition = made.argument(99, "condition")
        first = keys[0].name if keys else ""
        partial = condition is not None and not self._not_null(condition, first)
        return make_index(keys, kind, method, partial=partial, operators=operators)

    def _key(self, source: Source, depth: int = 0) -> Key:
        """An expression of an index: a field's name, `F("x").desc()`, `Lower("x")`, `OpClass(Upper("x"), name="gin_trgm_ops")`."""
        names = self._names(source)
        if names:
            return Key(names[0].lstrip("-"))
        ordered = self._ordered(source)
        if ordered is not None:
            return self._key(ordered, depth)
        for made in self._sources.made(source):
            inner = [self._key(argument, depth + 1) for argument in made.positional()] if depth < 5 else []
            if made.last == "OpClass" and inner:
                operators = self._text(made, 1, "name")
                return Key(inner[0].name, inner[0].inside, operators)
            return Key("", tuple(name for key in inner for name in ((key.name,) if key.name else key.inside)))
        return Key("")

    def _ordered(self, source: Source) -> Source | None:
        """What `….desc()` or `….asc()` orders; None for anything else."""
        code = self._sources.code(source)
        callee = self._sources.unit(source).code[code.func] if isinstance(code, Call) else None
        if isinstance(callee, Attr) and callee.name in ("desc", "asc"):
            return Source(source.frame, callee.base)
        return None

    def _names(self, source: Source) -> list[str]:
        """The field that a string, `F("x")` or an ordering of it names."""
        ordered = self._ordered(source)
        if ordered is not None:
            return self._names(ordered)
        if isinstance(self._sources.code(source), Call):
            for made in self._sources.made(source):
                if made.last in ("F", "OrderBy"):
                    return self._names(made.arguments[0][1]) if made.arguments else []
            return []
        return self._sources.texts(source)

    def _not_null(self, source: Source, column: str) -> bool:
        for made in self._sources.made(source):
            if made.last == "Q" and len(made.arguments) == 1:
                keyword, value = made.arguments[0]
                return keyword == f"{column}__isnull" and False in self._sources.literals(value)
        return False


def app_label(path: str) -> str:
    """The name of the Django app that a file belongs to: the folder of its `models`, `migrations` or the like."""
    parts = path.split("/")[:-1]
    while len(parts) > 1 and re.fullmatch(r"models?|migrations|models_.*|.*_models", parts[-1]):
        parts.pop()
    return parts[-1].lower() if parts else ""
