"""graphene: classes whose attributes and `resolve_` methods are the fields, or the model's own."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index.serialisation.graphql.types import GraphField, GraphType
from ddd_lint.index.serialisation.rendering import Rendering, literals, named_classes
from ddd_lint.index.values import Cls, Inst, Lit, Ref
from ddd_lint.model.facts import Bind, Call


class Graphene:
    """Finds the types of graphene and of its companions for mappers."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e

    def types(self, classes: list[Ref]) -> Iterator[GraphType]:
        """The types among some classes."""
        found = [ref for ref in classes if not known.GRAPHENE_TYPES.isdisjoint(self._e.classes.external_bases(ref))]
        models = {ref: self.model(ref) for ref in found}
        of_model = {
            model: ref
            for ref, model in models.items()
            if model is not None and self._is_mapped(ref) and not self._is_unregistered(ref)
        }
        for ref in found:
            name = self._e.files.unit(ref).name
            yield GraphType(ref, name, tuple(self._fields(ref, models[ref], of_model)), _is_root(name), models[ref])

    def model(self, ref: Ref) -> Ref | None:
        """The model that a type's `Meta` names."""
        return next(
            (v.ref for meta in self._metas(ref) for v in self._e.attribute(meta, "model") if isinstance(v, Cls)), None
        )

    def _is_mapped(self, ref: Ref) -> bool:
        """Whether a type makes fields of its model's."""
        return not known.GRAPHENE_DJANGO.isdisjoint(self._e.classes.external_bases(ref))

    def _is_unregistered(self, ref: Ref) -> bool:
        """Whether a type is not what relations to its model give: `skip_registry = True`."""
        values = [v for meta in self._metas(ref) for v in self._e.attribute(meta, "skip_registry")]
        return any(isinstance(v, Lit) and v.value is True for v in values)

    def _metas(self, ref: Ref) -> list[Cls]:
        return [meta for meta in self._e.classes.class_attribute(Cls(ref), "Meta") if isinstance(meta, Cls)]

    def _fields(self, ref: Ref, model: Ref | None, of_model: dict[Ref, Ref]) -> Iterator[GraphField]:
        e = self._e
        resolvers = {
            name.removeprefix(known.RESOLVER_PREFIX): method
            for owner, _ in reversed(list(e.classes.ancestry(ref)))
            for name, method in e.classes.methods(owner).items()
            if name.startswith(known.RESOLVER_PREFIX)
        }
        declared: dict[str, GraphField] = {}
        for owner, _ in e.classes.ancestry(ref):
            unit = e.files.unit(owner)
            for ins in unit.code[unit.header :]:
                call = unit.code[ins.value] if isinstance(ins, Bind) and ins.value >= 0 else None
                if isinstance(ins, Bind) and isinstance(call, Call) and ins.name not in declared:
                    target, many, every = self._given(owner, call)
                    declared[ins.name] = GraphField(
                        ins.name, target, many, (owner[0], ins.line, ins.column), resolvers.get(ins.name),
                        (ins.name,), every=every and ins.name not in resolvers, told=self._is_told(resolvers.get(ins.name)),
                    )  # fmt: skip
        yield from declared.values()
        for name in {**self._of_model(ref, model, of_model), **resolvers}:
            if name not in declared:
                field = e.models.field(model, name) if model is not None else None
                target = (
                    next((of_model[t.ref] for t in field.target if isinstance(t, Inst) and t.ref in of_model), None)
                    if field
                    else None
                )
                method = resolvers.get(name)
                at = method or ref
                unit = e.files.unit(at)
                many = field is not None and field.kind == "to-many"
                yield GraphField(
                    name, target, many, (at[0], unit.line, unit.column), method, (name,), told=self._is_told(method)
                )

    def _of_model(self, ref: Ref, model: Ref | None, of_model: dict[Ref, Ref]) -> dict[str, None]:
        """The relations of its model that a type says it has as fields: those whose other side is a type too."""
        e = self._e
        if model is None or not self._is_mapped(ref):
            return {}
        named = [name for meta in self._metas(ref) for name in literals(e.attribute(meta, "fields"))]
        hidden = {name for meta in self._metas(ref) for name in literals(e.attribute(meta, "exclude"))}
        if not named and not hidden:
            return {}
        names = named if named and named != [known.EVERY_FIELD] else sorted(e.models.relation_names())
        fields = {name: e.models.field(model, name) for name in names if name not in hidden}
        return {
            name: None
            for name, field in fields.items()
            if field is not None
            and field.kind != "column"
            and any(isinstance(t, Inst) and t.ref in of_model for t in field.target)
        }

    def _given(self, owner: Ref, call: Call) -> tuple[Ref | None, bool, bool]:
        """The type that a declared field gives, whether it gives many, and whether all rows of its model are listed."""
        unit = self._e.files.unit(owner)
        many = every = False
        current = call
        while True:
            last = _last_name(self._r, owner, current)
            many, every = many or last in known.LIST_TYPES, every or last in known.EVERY_ROW
            inner = unit.code[current.args[0]] if current.args else None
            if not isinstance(inner, Call):
                break
            current = inner
        values = self._e.value(owner, current.args[0]) if current.args else ()
        return next((ref for value in values for ref in named_classes(self._e, value)), None), many, every

    def _is_told(self, resolver: Ref | None) -> bool:
        return resolver is not None and any(
            name.rpartition(".")[2] in known.HINTING for name in self._e.classes.decorators(resolver)
        )


def _is_root(name: str) -> bool:
    return name.endswith(known.ROOTS)


def _last_name(rendering: Rendering, owner: Ref, call: Call) -> str:
    code = rendering.e.files.unit(owner).code[call.func]
    return str(getattr(code, "name", ""))
