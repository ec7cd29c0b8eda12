"""Uses that are declared, not called: default orderings, filter classes, the fields that a view filters by, join conditions of relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import filter_classes as classes
from ddd_lint.frameworks import filters as known
from ddd_lint.index.schema.tables import Place
from ddd_lint.index.sources import Frame, Source, Sources
from ddd_lint.index.uses.conditions import Clause, Condition, selective
from ddd_lint.index.uses.lists import Lists
from ddd_lint.index.uses.places import counted
from ddd_lint.index.uses.statements import Statements
from ddd_lint.index.values import Cls, Ref
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Return, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_SIDE = r"(?:\w+\(\s*)*([A-Za-z_]\w*)\.([A-Za-z_]\w*)(?:\s*\))*"
_COMPARED = re.compile(rf"{_SIDE}\s*==\s*{_SIDE}")
"""Two columns compared for equality in a text, each maybe marked by `foreign(…)` or `remote(…)`."""


class Declared:
    """Finds the columns that classes declare to be filtered or ordered by."""

    def __init__(self, project: ProjectIndex, statements: Statements) -> None:
        self._project = project
        self._e = project.evaluator
        self._sources: Sources = project.schema.sources
        self._statements = statements
        self._users: dict[Ref, list[Ref]] | None = None

    def conditions(self) -> Iterator[Condition]:
        """One condition for each declared use."""
        yield from self._orderings()
        for path, facts in self._project.files.items():
            if not counted(self._project, path):
                continue
            for number, unit in enumerate(facts.units):
                if unit.kind == "class" and (unit.bases or unit.decorators):
                    yield from self._of_class((path, number))
        yield from self._joins()

    def _orderings(self) -> Iterator[Condition]:
        ordered = [table for table in self._project.schema.tables() if table.ordering and table.owner is not None]
        listed = Lists(self._project, self._statements).listed() if ordered else set()
        for table in ordered:
            if table.owner is not None and table.place in listed:
                place = table.ordering_place or table.place
                for condition in self._looked_up(table.owner, table.ordering[0], place):
                    if not condition.expression and not condition.key:
                        yield msgspec.structs.replace(condition, kind=known.ORDERING)

    def _looked_up(self, model: Ref, path: str, place: Place) -> Iterator[Condition]:
        for clause in self._statements.lookups.lookup(model, path, None, place):
            yield from (condition for branch in clause for condition in branch if condition.table is not None)

    # -- classes -----------------------------------------------------------------------------------------------------

    def _of_class(self, ref: Ref) -> Iterator[Condition]:
        bases = set(self._e.classes.external_bases(ref))
        if bases & classes.DJANGO_FILTER_SETS:
            yield from self._filter_set(ref)
        elif bases & classes.FASTAPI_FILTERS:
            yield from self._fastapi_filter(ref)
        elif any(base.startswith(classes.DRF_VIEWS) for base in bases):
            yield from self._view(ref)
        elif self._e.files.unit(ref).decorators and self._e.classes.decorators(ref) & classes.STRAWBERRY_FILTERS:
            yield from self._strawberry(ref)

    def _bind(self, ref: Ref, name: str) -> tuple[Source, Place] | None:
        """What a class's own body binds to a name, and where."""
        for number, at in self._e.files.binds(ref).get(name, ()):
            bind = self._e.files.unit(ref).code[at]
            if number == ref[1] and isinstance(bind, Bind) and bind.value >= 0:
                return self._sources.at(ref, bind.value), Place(ref[0], bind.line, bind.column, len(bind.name))
        return None

    def _inner(self, ref: Ref, name: str) -> Ref | None:
        for number in self._e.files.children(ref):
            unit = self._e.files.facts[ref[0]].units[number]
            if unit.kind == "class" and unit.name == name:
                return (ref[0], number)
        return None

    def _model(self, source: Source) -> Ref | None:
        return next((value.ref for value in self._sources.values(source) if isinstance(value, Cls)), None)

    def _filter_set(self, ref: Ref) -> Iterator[Condition]:
        meta = self._inner(ref, "Meta")
        model = self._bind(meta, "model") if meta is not None else None
        entity = self._model(model[0]) if model is not None else None
        if meta is None or entity is None or self._filters_few(ref):
            return
        fields = self._bind(meta, "fields")
        if fields is not None:
            yield from self._fields(entity, *fields)
        for ins in self._e.files.unit(ref).code:
            if not isinstance(ins, Bind) or ins.value < 0:
                continue
            for made in self._sources.made(self._sources.at(ref, ins.value)):
                if made.name.split(".")[0] not in classes.FILTER_PACKAGES or made.last in classes.ORDERING_FILTERS:
                    continue
                if made.argument(99, "method", "action") is not None:
                    continue
                names = self._sources.texts(made.argument(0, "field_name", "name")) or [ins.name]
                lookups = self._sources.texts(made.argument(1, "lookup_expr")) or ["exact"]
                place = Place(ref[0], ins.line, ins.column, len(ins.name))
                for lookup in lookups[:1]:
                    yield from self._looked_up(entity, f"{names[0]}__{lookup}", place)

    def _fields(self, model: Ref, source: Source, place: Place) -> Iterator[Condition]:
        """`fields = ["name"]` or `fields = {"name": ["exact", "gt"]}`."""
        for origin in self._sources.origins(source):
            code = self._sources.code(origin)
            if isinstance(code, Collection) and code.kind == "dict":
                for name, listed in self._sources.pairs(origin):
                    lookups = self._sources.texts(listed) or [
                        text for item in self._sources.items(listed) for text in self._sources.texts(item)
                    ]
                    for lookup in lookups:
                        yield from self._looked_up(model, f"{name}__{lookup}", place)
            else:
                for item in self._sources.items(origin):
                    for name in self._sources.texts(item):
                        yield from self._looked_up(model, name, place)

    def _view(self, ref: Ref) -> Iterator[Condition]:
        queryset = self._bind(ref, "queryset")
        model = self._statements.model(queryset[0].frame, queryset[0].ins) if queryset is not None else None
        for name in classes.VIEW_FIELDS:
            fields = self._bind(ref, name)
            if fields is not None and model is not None and not self._narrows(ref):
                yield from self._fields(model, *fields)

    def _filters_few(self, ref: Ref) -> bool:
        """Whether a filter class serves views alone, and each narrows its rows by an index before."""
        views = self._views().get(ref)
        called = self._e.files.calls_named(self._e.files.unit(ref).name)
        return (
            views is not None
            and all(self._narrows(view) for view in views)
            and all(self._project.roles(caller[0]).test for caller, _ in called)
        )

    def _views(self) -> dict[Ref, list[Ref]]:
        """The views that name each filter class."""
        if self._users is None:
            self._users = {}
            for path, facts in self._project.files.items():
                for number, unit in enumerate(facts.units):
                    if unit.kind != "class" or not unit.bases or self._project.roles(path).test:
                        continue
                    for name in classes.VIEW_FILTERS:
                        bound = self._bind((path, number), name)
                        for value in self._sources.values(bound[0]) if bound is not None else ():
                            if isinstance(value, Cls):
                                self._users.setdefault(value.ref, []).append((path, number))
        return self._users

    def _narrows(self, view: Ref) -> bool:
        """Whether an index finds the rows that a view lists, on each way out of its `get_queryset`."""
        method = self._e.classes.method(view, "get_queryset")
        if method is None:
            return False
        unit = self._e.files.unit(method)
        ways = [
            self._statements.before(Source(Frame(method), ins.value))
            for ins in unit.code
            if isinstance(ins, Return) and ins.value >= 0 and not _is_empty(unit, ins.value)
        ]
        return bool(ways) and all(selective(way) for way in ways)

    def _fastapi_filter(self, ref: Ref) -> Iterator[Condition]:
        constants = self._inner(ref, "Constants")
        model = self._bind(constants, "model") if constants is not None else None
        entity = self._model(model[0]) if model is not None else None
        table = self._project.schema.of_class(entity) if entity is not None else None
        if table is None:
            return
        for ins in self._e.files.unit(ref).code:
            if isinstance(ins, Bind) and ins.annotation >= 0:
                name, _, suffix = ins.name.partition("__")
                column = table.column(name)
                if column is not None:
                    kind = classes.FASTAPI_SUFFIXES.get(suffix, known.EQUALITY)
                    yield Condition(
                        table, column.name, kind, Place(ref[0], ins.line, ins.column, len(ins.name)), ins.name
                    )

    def _strawberry(self, ref: Ref) -> Iterator[Condition]:
        unit = self._e.files.unit(ref)
        for position in unit.decorators:
            call = unit.code[position]
            if not isinstance(call, Call):
                continue
            arguments = self._sources.arguments(self._sources.at(ref, position))
            entity = next((self._model(argument) for keyword, argument in arguments if keyword in ("", "model")), None)
            for ins in unit.code if entity is not None else ():
                if isinstance(ins, Bind) and ins.annotation >= 0 and entity is not None:
                    yield from self._looked_up(entity, ins.name, Place(ref[0], ins.line, ins.column, len(ins.name)))

    # -- relations ---------------------------------------------------------------------------------------------------

    def _joins(self) -> Iterator[Condition]:
        """The columns in a relation's own `primaryjoin`."""
        for name in ("relationship", "relation"):
            for ref, at in self._project.calls_named(name):
                if not counted(self._project, ref[0]):
                    continue
                source = self._sources.at(ref, at)
                given = next(
                    (value for keyword, value in self._sources.arguments(source) if keyword == "primaryjoin"), None
                )
                if given is not None:
                    yield from self._join(ref, given)

    def _join(self, ref: Ref, given: Source) -> Iterator[Condition]:
        clauses: list[Clause] = self._statements.expressions.clauses(given)
        for value in self._sources.origins(given):
            function = self._sources.function(value)
            if function is not None:
                for ins in self._e.files.unit(function).code:
                    if isinstance(ins, Return) and ins.value >= 0:
                        clauses += self._statements.expressions.clauses(Source(Frame(function), ins.value))
        for clause in clauses:
            for branch in clause:
                yield from (condition for condition in branch if condition.kind == known.JOIN)
        code = self._sources.code(given)
        unit = self._sources.unit(given)
        place = Place(ref[0], getattr(code, "line", unit.line), getattr(code, "column", unit.column))
        for text in self._sources.texts(given):
            sides = ((found[at], found[at + 1]) for found in _COMPARED.findall(text) for at in (0, 2))
            for owner, attribute in sides:
                for found in self._e.classes.by_name(owner):
                    table = self._project.schema.of_class(found)
                    column = table.column(attribute) if table is not None else None
                    if table is not None and column is not None:
                        yield Condition(table, column.name, known.JOIN, place, f"{owner}.{attribute}")


def _is_empty(unit: Unit, at: int) -> bool:
    """Whether a query is the one of no rows: `Order.objects.none()`."""
    call = unit.code[at]
    callee = unit.code[call.func] if isinstance(call, Call) else None
    return isinstance(callee, Attr) and callee.name == "none"
