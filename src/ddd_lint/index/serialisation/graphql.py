"""GraphQL: resolvers of fields of objects that are listed; those of root types are asked once a request."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index import type_expressions
from ddd_lint.index.serialisation.rendering import Hook, Rendering, named_classes
from ddd_lint.index.values import Cls, Context, Inst, Lib, Ref, Row, Seq, Value, Values
from ddd_lint.model.facts import Bind, Call


class GraphQL:
    """Finds resolvers that ask the database once an object."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e

    def hooks(self) -> Iterator[Hook]:
        """Every resolver of a listed type that sends a query itself."""
        classes = list(self._classes())
        types = [ref for ref in classes if not self._is_root(ref)]
        resolvers = {ref: self._resolvers(ref) for ref in types}
        wanted = {ref for ref, found in resolvers.items() if found}
        if not wanted:
            return
        listed = self._listed(wanted, classes)
        for ref in types:
            if ref not in listed:
                continue
            unit = self._e.files.unit(ref)
            for method in resolvers[ref]:
                cost = self._r.function(method, self._context(ref, method))
                if cost is None:
                    continue
                own = self._e.files.unit(method)
                place = (method[0], own.line, own.column)
                yield Hook(f"{unit.name}.{own.name}", place, len(own.name), cost, listed[ref], "a field lists")

    def _classes(self) -> Iterator[Ref]:
        for path, facts in self._e.files.facts.items():
            if self._r.project.left_out_by_role(path):
                continue
            for number, unit in enumerate(facts.units):
                ref = (path, number)
                if unit.kind == "class" and (self._is_strawberry(ref) or (unit.bases and self._is_graphene(ref))):
                    yield ref

    def _is_graphene(self, ref: Ref) -> bool:
        return not known.GRAPHENE_TYPES.isdisjoint(self._e.classes.external_bases(ref))

    def _is_strawberry(self, ref: Ref) -> bool:
        return not known.STRAWBERRY_TYPES.isdisjoint(self._e.classes.decorators(ref))

    def _is_root(self, ref: Ref) -> bool:
        names = [self._e.files.unit(ref).name, *(self._e.files.unit(c).name for c in self._e.classes.subclasses(ref))]
        return any(name.endswith(known.ROOTS) for name in names)

    def _resolvers(self, ref: Ref) -> list[Ref]:
        methods = self._e.classes.methods(ref)
        if self._is_strawberry(ref):
            return [
                m for m in methods.values() if not known.STRAWBERRY_FIELDS.isdisjoint(self._e.classes.decorators(m))
            ]
        return [method for name, method in methods.items() if name.startswith(known.RESOLVER_PREFIX)]

    def _context(self, ref: Ref, method: Ref) -> Context | None:
        """A resolver's first parameter is the object behind the type: a row of the model that the type names."""
        models = [
            v.ref
            for meta in self._e.classes.class_attribute(Cls(ref), "Meta")
            if isinstance(meta, Cls)
            for v in self._e.attribute(meta, "model")
            if isinstance(v, Cls)
        ]
        if not models or not self._e.files.unit(method).params:
            return None
        row: Value = Inst(models[0], row=Row(frozenset(), "", 0, 0, single=False))
        return Context(row, ((0, (row,)),))

    # -- lists -------------------------------------------------------------------------------------------------------

    def _listed(self, wanted: set[Ref], classes: list[Ref]) -> dict[Ref, tuple[str, int, int]]:
        """Types that some field holds several objects of, with the place of the first such field."""
        found: dict[Ref, tuple[str, int, int]] = {}
        for name in sorted(known.LIST_TYPES):
            for site, at in self._e.files.calls_named(name):
                call = self._e.files.unit(site).code[at]
                if isinstance(call, Call) and call.args:
                    for value in self._e.value(site, call.args[0]):
                        for ref in named_classes(self._e, value):
                            found.setdefault(ref, (site[0], call.line, call.column))
        for ref in classes:
            for place, declared in self._declared(ref):
                for value in declared:
                    if isinstance(value, Seq | Lib):
                        for item in value.item:
                            if isinstance(item, Inst):
                                found.setdefault(item.ref, place)
        return {ref: place for ref, place in found.items() if ref in wanted}

    def _declared(self, ref: Ref) -> Iterator[tuple[tuple[str, int, int], Values]]:
        """What a type's fields are declared as: its annotations, and what its methods say that they return."""
        unit = self._e.files.unit(ref)
        for ins in unit.code[unit.header :]:
            if isinstance(ins, Bind) and ins.annotation >= 0:
                yield (ref[0], ins.line, ins.column), type_expressions.annotated(self._e, ref, ins.annotation)
        for method in self._e.classes.methods(ref).values():
            own = self._e.files.unit(method)
            if own.returns >= 0:
                yield (method[0], own.line, own.column), type_expressions.annotated(self._e, method, own.returns)
