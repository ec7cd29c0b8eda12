"""Django's admin: what the columns of a list read of each row."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index.loading import EVERYTHING
from ddd_lint.index.serialisation.rendering import Cost, Hook, Place, Rendering, literals
from ddd_lint.index.values import Cls, Context, Inst, Lib, Lit, Ref, Row
from ddd_lint.model.facts import Call


class Admin:
    """Finds columns of admin lists that ask the database once a row."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e

    def hooks(self) -> Iterator[Hook]:
        """Every column that costs a query a row."""
        for path, facts in self._e.files.facts.items():
            if self._r.project.left_out_by_role(path):
                continue
            for number, unit in enumerate(facts.units):
                if unit.kind == "class" and unit.bases and self._is_admin((path, number)):
                    yield from self._of_class((path, number))

    def _is_admin(self, ref: Ref) -> bool:
        bases = self._e.classes.external_bases(ref)
        return any(b.endswith(known.ADMIN) and known.ADMIN_PACKAGE in b.split(".") for b in bases)

    def _of_class(self, ref: Ref) -> Iterator[Hook]:
        e = self._e
        columns = literals(e.classes.class_attribute(Cls(ref), "list_display"))
        unit = e.files.unit(ref)
        feed = (ref[0], unit.line, unit.column)
        for model in self._models(ref):
            loaded = self._loaded(ref, model, columns)
            if loaded is None:
                continue
            row = Inst(model, row=Row(loaded, *feed, single=False))
            for column in columns or ["__str__"]:
                found = self._column(ref, row, column)
                if found is not None:
                    cost, place = found
                    owner = unit.name if e.classes.method(ref, column) is not None else e.files.unit(model).name
                    yield Hook(f"{owner}.{column}", place, len(column), cost, feed, f"`{unit.name}` lists")

    def _models(self, ref: Ref) -> list[Ref]:
        """The models that an admin class is registered for: by decorator, or by a call of `register`."""
        e = self._e
        unit = e.files.unit(ref)
        found: dict[Ref, None] = {}
        for position in unit.decorators:
            call = unit.code[position]
            if isinstance(call, Call):
                found.update((v.ref, None) for a in call.args for v in e.value(ref, a) if isinstance(v, Cls))
        for site, at in e.files.calls_named("register"):
            call = e.files.unit(site).code[at]
            if isinstance(call, Call) and len(call.args) > 1 and not any(call.names[:2]):
                models, admins = e.value(site, call.args[0]), e.value(site, call.args[1])
                if any(isinstance(v, Cls) and v.ref == ref for v in admins):
                    found.update((v.ref, None) for v in models if isinstance(v, Cls))
        return [model for model in found if e.models.framework(model) == "django"]

    def _loaded(self, ref: Ref, model: Ref, columns: list[str]) -> frozenset[str] | None:
        """What the list's query loads; None where that can't be told. Django itself joins where a column is a relation to one."""
        e = self._e
        stated = e.classes.class_attribute(Cls(ref), "list_select_related")
        loaded = {name.replace("__", ".") for name in literals(stated)}
        if any(isinstance(v, Lit) and v.value is True for v in stated):
            loaded.add(EVERYTHING)
        fields = (e.models.field(model, column) for column in columns)
        if not loaded and any(field is not None and field.kind == "to-one" for field in fields):
            loaded.add(EVERYTHING)
        method = e.classes.method(ref, "get_queryset")
        if method is not None:
            queries = [v for v in e.returns(method, Context(Inst(ref))) if isinstance(v, Lib)]
            if not queries:
                return None
            loaded.update(*(query.loaded for query in queries))
        return frozenset(loaded)

    def _column(self, ref: Ref, row: Inst, column: str) -> tuple[Cost, Place] | None:
        """What a column costs, and where the hook behind it stands."""
        classes = self._e.classes
        method = classes.method(ref, column)
        context = Context(Inst(ref), ((1, (row,)),))
        if method is None:
            if self._e.models.field(row.ref, column) is not None:
                return None
            method, context = classes.method(row.ref, column), Context(row)
        if method is None:
            return None
        cost = self._r.function(method, context)
        unit = self._e.files.unit(method)
        return (cost, (method[0], unit.line, unit.column)) if cost is not None else None
