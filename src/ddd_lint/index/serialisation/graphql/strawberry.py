"""strawberry: decorated classes whose annotations and decorated methods are the fields."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.serialisation.graphql.types import GraphField, GraphType
from ddd_lint.index.serialisation.rendering import Rendering
from ddd_lint.index.values import Cls, Fn, Inst, Lib, Ref, Seq, Values
from ddd_lint.model.facts import Bind, Call


class Strawberry:
    """Finds the types of strawberry and of its companions for mappers."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e

    def types(self, classes: list[Ref]) -> Iterator[GraphType]:
        """The types among some classes."""
        for ref in classes:
            decorators = self._e.classes.decorators(ref)
            if not known.STRAWBERRY_TYPES.isdisjoint(decorators):
                name = self._e.files.unit(ref).name
                loaded = any(decorator.startswith(known.LOADED_BY_MAPPER) for decorator in decorators)
                fields = tuple(self._fields(ref, loaded=loaded))
                yield GraphType(ref, name, fields, self._is_root(ref), self._model(ref))

    def _is_root(self, ref: Ref) -> bool:
        names = [self._e.files.unit(ref).name, *(self._e.files.unit(c).name for c in self._e.classes.subclasses(ref))]
        return any(name.endswith(known.ROOTS) for name in names)

    def _model(self, ref: Ref) -> Ref | None:
        """The model that a type's decorator names."""
        unit = self._e.files.unit(ref)
        for position in unit.decorators:
            call = unit.code[position]
            if isinstance(call, Call) and call.args:
                for value in self._e.value(ref, call.args[0]):
                    if isinstance(value, Cls) and self._e.models.framework(value.ref) is not None:
                        return value.ref
        return None

    def _fields(self, ref: Ref, *, loaded: bool) -> Iterator[GraphField]:
        e = self._e
        for owner, _ in e.classes.ancestry(ref):
            unit = e.files.unit(owner)
            for position, ins in enumerate(unit.code[unit.header :], unit.header):
                if isinstance(ins, Bind) and ins.annotation >= 0:
                    yield self._declared(owner, position, ins, loaded=loaded)
            for name, method in e.classes.methods(owner).items():
                if not known.STRAWBERRY_FIELDS.isdisjoint(e.classes.decorators(method)):
                    own = e.files.unit(method)
                    target, many = self._target(
                        type_expressions.annotated(e, method, own.returns) if own.returns >= 0 else ()
                    )
                    yield GraphField(
                        name, target, many, (method[0], own.line, own.column), method, told=self._is_told(method)
                    )

    def _declared(self, owner: Ref, position: int, ins: Bind, *, loaded: bool) -> GraphField:
        e = self._e
        target, many = self._target(type_expressions.annotated(e, owner, ins.annotation))
        call = e.files.unit(owner).code[ins.value] if ins.value >= 0 else None
        resolver: Ref | None = None
        is_field = False
        if isinstance(call, Call):
            site = transfer.Site(e, owner, ins.value, call, None)
            names = transfer.qualified_names(e, owner, call.func)
            is_field = any(name.startswith(("strawberry_django.", "strawberry.django.")) for name in names)
            resolver = next((v.ref for v in site.values(99, "resolver") if isinstance(v, Fn)), None)
        told = isinstance(call, Call) and not known.HINTS.isdisjoint(call.names)
        attributes = () if loaded else (ins.name,)
        place = (owner[0], ins.line, ins.column)
        return GraphField(
            ins.name, target, many, place, resolver, attributes, every=is_field and resolver is None, told=told
        )

    def _target(self, declared: Values) -> tuple[Ref | None, bool]:
        """The class that an annotation names, and whether several of it."""
        for value in declared:
            if isinstance(value, Inst):
                return value.ref, False
            if isinstance(value, Seq | Lib):
                inner = next((item.ref for item in value.item if isinstance(item, Inst)), None)
                if inner is not None:
                    return inner, True
        return None, False

    def _is_told(self, method: Ref) -> bool:
        unit = self._e.files.unit(method)
        calls = (unit.code[position] for position in unit.decorators)
        return any(isinstance(call, Call) and not known.HINTS.isdisjoint(call.names) for call in calls)
