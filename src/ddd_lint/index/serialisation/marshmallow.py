"""marshmallow: what nested fields of schemas read of each row, and the calls of `dump` that give them lists of rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks import serialisation as known
from ddd_lint.index import transfer
from ddd_lint.index.serialisation.rendering import Hook, Place, Rendering, literals, merged, named_classes
from ddd_lint.index.values import Ext, ExtInst, Inst, Ref, Value
from ddd_lint.model.facts import Attr, Bind, Call

_MAX_DEPTH = 4


class Nested(msgspec.Struct, frozen=True):
    """A nested field: its name, the attribute it reads, its schema, the schema's fields that it keeps (all if empty) or leaves out."""

    name: str
    source: str
    schema: Ref
    only: tuple[str, ...]
    exclude: tuple[str, ...]
    place: Place


class Marshmallow:
    """Finds nested fields of schemas that load a relation once a row."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._fields: dict[Ref, tuple[Nested, ...]] = {}

    def hooks(self) -> Iterator[Hook]:
        """Every nested field that costs a query a row of some list that is dumped."""
        for name in sorted(known.SCHEMA_METHODS):
            for site, at in self._e.files.calls_named(name):
                if not self._r.project.left_out_by_role(site[0]):
                    yield from self._of_call(site, at)

    def _of_call(self, site: Ref, at: int) -> Iterator[Hook]:
        unit = self._e.files.unit(site)
        call = unit.code[at]
        callee = unit.code[call.func] if isinstance(call, Call) else None
        if not isinstance(call, Call) or not isinstance(callee, Attr):
            return
        schemas = [v.ref for v in self._e.value(site, callee.base) if isinstance(v, Inst)]
        if not any(self.nested(schema) for schema in schemas):
            return
        rows = self._r.rows(transfer.Site(self._e, site, at, call, None).values(0, "obj"))
        feed = (site[0], call.start_line, call.start_column)
        for schema in schemas:
            for row in rows:
                yield from self._walk(schema, row, feed, f"`{unit.qualname}` dumps", (), (), 0)

    def nested(self, schema: Ref) -> tuple[Nested, ...]:
        """The nested fields of a schema, inherited ones included."""
        found = self._fields.get(schema)
        if found is None:
            names: dict[str, Nested] = {}
            for owner, _ in self._e.classes.ancestry(schema):
                unit = self._e.files.unit(owner)
                for ins in unit.code[unit.header :]:
                    if isinstance(ins, Bind) and ins.value >= 0 and ins.name not in names:
                        field = self._field(owner, ins)
                        if field is not None:
                            names[ins.name] = field
            found = self._fields[schema] = tuple(names.values())
        return found

    def _field(self, owner: Ref, ins: Bind) -> Nested | None:
        code = self._e.files.unit(owner).code
        at = ins.value
        call = code[at]
        if isinstance(call, Call) and call.args and self._is(owner, call, known.WRAPPING_FIELDS):
            at = call.args[0]
            call = code[at]
        if not isinstance(call, Call) or not self._is(owner, call, known.NESTED_FIELDS):
            return None
        site = transfer.Site(self._e, owner, at, call, None)
        schema = next((ref for v in site.values(0, "nested") for ref in self._schema(v)), None)
        if schema is None:
            return None
        source = literals(site.values(99, "attribute")) or [ins.name]
        only, exclude = literals(site.values(99, "only")), literals(site.values(99, "exclude"))
        return Nested(ins.name, source[0], schema, tuple(only), tuple(exclude), (owner[0], ins.line, ins.column))

    def _is(self, owner: Ref, call: Call, names: frozenset[str]) -> bool:
        return any(isinstance(v, Ext | ExtInst) and v.name in names for v in self._e.value(owner, call.func))

    def _schema(self, value: Value) -> Iterator[Ref]:
        """The schema that an argument names: a class, an instance, a function that gives one, a class's name."""
        yield from named_classes(self._e, value)
        for name in literals((value,)):
            yield from self._e.classes.by_name(name)[:1]

    def _walk(
        self,
        schema: Ref,
        row: Inst,
        feed: Place,
        feeding: str,
        only: tuple[str, ...],
        exclude: tuple[str, ...],
        depth: int,
    ) -> Iterator[Hook]:
        name = self._e.files.unit(schema).name
        for field in self.nested(schema):
            if (only and field.name not in only) or field.name in exclude:
                continue
            cost, _, values = self._r.path(row, (field.source,), field.place)
            cost = cost or self._r.everything(row, field.source, values, field.place)
            if cost is not None:
                yield Hook(f"{name}.{field.name}", field.place, len(field.name), cost, feed, feeding)
            if depth < _MAX_DEPTH and field.schema != schema:
                for inner in merged(self._r.related(values)):
                    yield from self._walk(field.schema, inner, feed, feeding, field.only, field.exclude, depth + 1)
