"""ariadne: types of a schema's text, with functions bound to their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index import transfer
from ddd_lint.index.serialisation.graphql.types import GraphField, GraphType
from ddd_lint.index.serialisation.rendering import Place, Rendering, literals
from ddd_lint.index.values import Fn, Lib, Ref
from ddd_lint.model.facts import Attr, Call
from ddd_lint.model.graphql import SchemaField

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Ariadne:
    """Finds the types of a project that builds on a schema's text."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._resolvers: dict[tuple[str, str], Ref] = {}
        self._aliases: dict[tuple[str, str], str] = {}

    def types(self) -> Iterator[GraphType]:
        """Every type, and those without a schema that functions are bound to."""
        fields: dict[str, dict[str, SchemaField]] = {}
        for declared in self._r.project.schema_types:
            fields.setdefault(declared.name, {}).update((field.name, field) for field in declared.fields)
        self._find_bound()
        for name, field in self._resolvers:
            fields.setdefault(name, {}).setdefault(field, SchemaField(field, "", False))
        roots = set(known.SCHEMA_OBJECTS.values())
        for name, own in fields.items():
            yield GraphType(name, name, tuple(self._field(name, field) for field in own.values()), name in roots)

    def _field(self, owner: str, field: SchemaField) -> GraphField:
        resolver = self._resolvers.get((owner, field.name))
        place: Place = ("", 0, 0)
        if resolver is not None:
            unit = self._e.files.unit(resolver)
            place = (resolver[0], unit.line, unit.column)
        alias = self._aliases.get((owner, field.name))
        names = (alias,) if alias else tuple(dict.fromkeys((field.name, _CAPITAL.sub("_", field.name).lower())))
        return GraphField(field.name, field.type or None, field.many, place, resolver, names)

    # -- what is bound -----------------------------------------------------------------------------------------------

    def _find_bound(self) -> None:
        for ref, at in self._e.files.decorated_by("field"):
            call = self._e.files.unit(ref).code[at]
            if isinstance(call, Call):
                for name, field in self._bound(ref, at, call):
                    self._resolvers[name, field] = ref
        for method in ("set_field", "set_alias"):
            for ref, at in self._e.files.calls_named(method):
                call = self._e.files.unit(ref).code[at]
                assert isinstance(call, Call)
                site = transfer.Site(self._e, ref, at, call, None)
                for name, field in self._bound(ref, at, call):
                    if method == "set_alias":
                        self._aliases.update(((name, field), alias) for alias in literals(site.values(1, "to")))
                    else:
                        self._resolvers.update(
                            ((name, field), v.ref) for v in site.values(1, "resolver") if isinstance(v, Fn)
                        )

    def _bound(self, ref: Ref, at: int, call: Call) -> Iterator[tuple[str, str]]:
        """The type and field that a call of an object's method is about."""
        func = self._e.files.unit(ref).code[call.func]
        if not isinstance(func, Attr):
            return
        site = transfer.Site(self._e, ref, at, call, None)
        fields = literals(site.values(0, "name"))
        for value in self._e.value(ref, func.base):
            if isinstance(value, Lib) and value.kind.startswith("ariadne."):
                name = known.SCHEMA_OBJECTS.get(value.kind) or self._name(value.place)
                yield from ((name, field) for field in fields if name)

    def _name(self, place: Place) -> str:
        """The type that an object made at a place is for; "" where that isn't known."""
        path, line, column = place
        facts = self._e.files.facts.get(path)
        for number, unit in enumerate(facts.units if facts is not None else ()):
            for ins in unit.code:
                if isinstance(ins, Call) and (ins.line, ins.column) == (line, column) and ins.args:
                    return next(iter(literals(self._e.value((path, number), ins.args[0]))), "")
        return ""
