"""pydantic: what models read of each row when they are made from its attributes."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index import type_expressions
from ddd_lint.index.serialisation.rendering import Hook, Place, Rendering, merged
from ddd_lint.index.values import Cls, Inst, Method, Ref, Seq, Values, union
from ddd_lint.model.facts import Bind, Call, Return, Unit

_MAX_DEPTH = 3


class Attributes:
    """Finds models of pydantic that load a relation once a row."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e

    def hooks(self) -> Iterator[Hook]:
        """Every relation that a model reads of the rows of a list, placed where the list is validated."""
        for name in sorted(known.VALIDATING):
            for site, at in self._e.files.calls_named(name):
                if not self._r.project.left_out_by_role(site[0]):
                    yield from self._of_call(site, at)
        for handler in self._r.project.routes.handlers():
            yield from self._of_handler(handler.ref)

    def _of_call(self, site: Ref, at: int) -> Iterator[Hook]:
        unit = self._e.files.unit(site)
        call = unit.code[at]
        if not isinstance(call, Call) or not call.args:
            return
        rows = merged(
            tuple(
                v
                for v in self._e.value(site, call.args[0])
                if isinstance(v, Inst) and v.row is not None and not v.row.single
            )
        )
        if not rows:
            return
        for func in self._e.value(site, call.func):
            # A generic repository's `type[T]` is told as what `T` is.
            if isinstance(func, Method) and isinstance(func.owner, Cls | Inst) and self._is_model(func.owner.ref):
                place = (site[0], call.start_line, call.start_column)
                for row in rows:
                    yield from self._walk(func.owner.ref, row, place, 1, f"`{unit.qualname}` validates", 0)

    def _of_handler(self, ref: Ref) -> Iterator[Hook]:
        """A handler that returns rows, with a response model that lists models."""
        unit = self._e.files.unit(ref)
        models = [
            v.ref
            for declared in self._response(ref, unit)
            if isinstance(declared, Seq)
            for v in declared.item
            if isinstance(v, Inst) and self._is_model(v.ref)
        ]
        if not models:
            return
        returned = union(self._e.value(ref, r.value) for r in unit.code if isinstance(r, Return) and r.value >= 0)
        place = (ref[0], unit.line, unit.column)
        for row in self._r.rows(returned):
            for model in models:
                if self._e.models.framework(row.ref) is not None and model != row.ref:
                    yield from self._walk(model, row, place, len(unit.name), f"`{unit.qualname}` answers with", 0)

    def _response(self, ref: Ref, unit: Unit) -> Values:
        """What a handler says that it answers with: `response_model=`, or its return annotation."""
        for position in unit.decorators:
            call = unit.code[position]
            if isinstance(call, Call) and known.RESPONSE_MODEL in call.names:
                at = call.args[call.names.index(known.RESPONSE_MODEL)]
                return type_expressions.annotated(self._e, ref, at)
        return type_expressions.annotated(self._e, ref, unit.returns) if unit.returns >= 0 else ()

    def _is_model(self, ref: Ref) -> bool:
        return not known.PYDANTIC.isdisjoint(self._e.classes.external_bases(ref))

    def _fields(self, model: Ref) -> dict[str, Values]:
        """The fields of a model with what they are declared as, the nearest class's first."""
        found: dict[str, Values] = {}
        for owner, _ in self._e.classes.ancestry(model):
            unit = self._e.files.unit(owner)
            for ins in unit.code[unit.header :]:
                if isinstance(ins, Bind) and ins.annotation >= 0 and ins.name not in found and ins.name[0] != "_":
                    found[ins.name] = type_expressions.annotated(self._e, owner, ins.annotation)
        return found

    def _walk(self, model: Ref, row: Inst, place: Place, width: int, feeding: str, depth: int) -> Iterator[Hook]:
        name = self._e.files.unit(model).name
        for field, declared in self._fields(model).items():
            cost, _, values = self._r.path(row, (field,), place)
            if cost is not None:
                yield Hook(f"{name}.{field}", place, width, cost, place, feeding)
            inner = [v for d in declared for v in (d.item if isinstance(d, Seq) else (d,)) if isinstance(v, Inst)]
            for nested in inner:
                if depth < _MAX_DEPTH and nested.ref != model and self._is_model(nested.ref):
                    for each in merged(self._r.related(values)):
                        yield from self._walk(nested.ref, each, place, width, feeding, depth + 1)
