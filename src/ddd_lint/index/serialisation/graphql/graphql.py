"""Types whose objects are listed: what their resolvers, and the attributes read where there are none, ask for once an object."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index.serialisation.graphql.ariadne import Ariadne
from ddd_lint.index.serialisation.graphql.graphene import Graphene
from ddd_lint.index.serialisation.graphql.strawberry import Strawberry
from ddd_lint.index.serialisation.graphql.types import GraphField, GraphType, Key
from ddd_lint.index.serialisation.rendering import Cost, Hook, Place, Rendering, merged
from ddd_lint.index.values import UNKNOWN, Context, Inst, Lib, Ref, Row, Values
from ddd_lint.model.facts import Import

_MAX_DEPTH = 4


class _List:
    """The list that objects are of: the place of its field, and how messages tell it."""

    def __init__(self, place: Place, feeding: str) -> None:
        self.place = place
        self.feeding = feeding


class GraphQL:
    """Finds fields that ask the database once an object."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._types: dict[Key, GraphType] = {}
        self._judged: set[Ref] = set()
        self._optimized = False

    def hooks(self) -> Iterator[Hook]:
        """Every field of a listed type that sends a query itself."""
        classes = list(self._classes())
        found = (Graphene(self._r).types(classes), Strawberry(self._r).types(classes), Ariadne(self._r).types())
        self._types = {declared.key: declared for declared in (each for types in found for each in types)}
        if not self._types:
            return
        self._optimized = any(self._imports_optimizer(path) for path in self._e.files.facts)
        for root in self._types.values():
            if root.is_root:
                for field in root.fields:
                    yield from self._of_root(field)
        yield from self._unseen()

    def _classes(self) -> Iterator[Ref]:
        for path, facts in self._e.files.facts.items():
            if self._r.project.left_out_by_role(path):
                continue
            for number, unit in enumerate(facts.units):
                if unit.kind == "class" and (unit.bases or unit.decorators):
                    yield (path, number)

    def _imports_optimizer(self, path: str) -> bool:
        names = (
            ins.target.replace(":", ".") for ins in self._e.files.facts[path].units[0].code if isinstance(ins, Import)
        )
        return any(name in known.OPTIMIZERS or name.partition(".")[0] in known.OPTIMIZERS for name in names)

    # -- objects whose rows are known ----------------------------------------------------------------------------------

    def _of_root(self, field: GraphField) -> Iterator[Hook]:
        """What the objects that a root's field gives cost, as far as their rows are told."""
        target = self._target(field)
        if target is None:
            return
        if field.resolver is not None:
            values = self._e.returns(field.resolver)
        elif field.every and target.model is not None:
            values = self._every(target, target.model, field.place)
        else:
            return
        rows = self._r.rows(values) if field.many else merged(values)
        for row in rows:
            yield from self._walk(target, row, self._list(field, None), (target.key,))

    def _every(self, declared: GraphType, model: Ref, place: Place) -> Values:
        """All rows of a type's model, as its `get_queryset` gives them."""
        rows: Values = (Lib("django.QuerySet", (Inst(model),), place=place),)
        method = self._e.classes.method(declared.key, "get_queryset") if not isinstance(declared.key, str) else None
        if method is None:
            return rows
        return self._e.returns(method, Context(None, ((1, rows),)))

    def _target(self, field: GraphField) -> GraphType | None:
        return self._types.get(field.target) if field.target is not None else None

    def _list(self, field: GraphField, outer: _List | None) -> _List | None:
        """The list that a field's objects are of: that of the object around it, or its own; told from the function that fetches them."""
        if outer is None and not field.many:
            return None
        if field.resolver is not None:
            return _List(self._place(field.resolver), f"`{self._e.files.unit(field.resolver).qualname}` gives")
        return outer or _List(field.place, f"`{field.name}` lists")

    def _walk(self, declared: GraphType, row: Inst, inside: _List | None, way: tuple[Key, ...]) -> Iterator[Hook]:
        below: list[tuple[GraphType, Inst, _List | None]] = []
        for field in declared.fields:
            cost, values = self._read(field, row, inside)
            if cost is not None and inside is not None:
                place, width, name = inside.place, 1, field.name
                if field.resolver is not None:
                    own = self._e.files.unit(field.resolver)
                    place, width, name = self._place(field.resolver), len(own.name), own.name
                yield Hook(f"{declared.name}.{name}", place, width, cost, inside.place, inside.feeding)
            target = self._target(field)
            if target is not None and target.key not in way:
                below += ((target, inner, self._list(field, inside)) for inner in merged(self._r.related(values)))
        if len(way) < _MAX_DEPTH:
            for target, inner, around in below:
                yield from self._walk(target, inner, around, (*way, target.key))

    def _read(self, field: GraphField, row: Inst, inside: _List | None) -> tuple[Cost | None, Values]:
        """What a field costs for a row, and what it gives."""
        if field.resolver is not None:
            self._judged.add(field.resolver)
            context = _context(self._e.files.unit(field.resolver).params != (), row)
            cost = None if field.told or inside is None else self._r.function(field.resolver, context)
            return cost, self._e.returns(field.resolver, context)
        e = self._e
        name = next((n for n in field.attributes if e.models.field(row.ref, n) or e.classes.method(row.ref, n)), None)
        if name is None:
            return None, UNKNOWN
        place = inside.place if inside is not None else field.place
        cost, owners, values = self._r.path(row, (name,), place)
        if cost is None and field.many:
            cost = next((c for o in owners if (c := self._r.everything(o, name, values, place))), None)
        return (None if self._optimized or field.told else cost), values

    def _place(self, ref: Ref) -> Place:
        unit = self._e.files.unit(ref)
        return ref[0], unit.line, unit.column

    # -- objects of which only the type is known -----------------------------------------------------------------------

    def _unseen(self) -> Iterator[Hook]:
        """Resolvers of types that some field lists, where no rows of theirs were found: for rows of the model that the type names."""
        listed: dict[Key, Place] = {}
        for declared in self._types.values():
            for field in declared.fields:
                if field.many and field.target is not None:
                    listed.setdefault(field.target, field.place)
        for declared in self._types.values():
            if declared.is_root or declared.key not in listed:
                continue
            for field in declared.fields:
                if field.resolver is None or field.resolver in self._judged or field.told:
                    continue
                own = self._e.files.unit(field.resolver)
                row = Inst(declared.model, row=Row(frozenset(), "", 0, 0, single=False)) if declared.model else None
                cost = self._r.function(field.resolver, _context(bool(own.params), row))
                if cost is not None and not (self._optimized and cost.relation is not None and not cost.hops):
                    place = self._place(field.resolver)
                    feed = listed[declared.key] if listed[declared.key][0] else place
                    yield Hook(f"{declared.name}.{own.name}", place, len(own.name), cost, feed, "a field lists")


def _context(has_object: bool, row: Inst | None) -> Context | None:
    """A resolver's first parameter is the object behind the type."""
    return Context(row, ((0, (row,)),)) if has_object and row is not None else None
