"""Django REST framework: what serializers read of each row, and the views that give them lists of rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks import serialisation as known
from ddd_lint.frameworks.django import OTHERS_RELATIONS
from ddd_lint.index import transfer
from ddd_lint.index.serialisation import choices
from ddd_lint.index.serialisation.rendering import Cost, Hook, Place, Rendering, literals, merged
from ddd_lint.index.values import UNKNOWN, Cls, Context, Ext, ExtInst, Fn, Inst, Lib, Lit, Ref, Values
from ddd_lint.model.facts import Attr, Bind, Call, Const

_MAX_DEPTH = 4
_MAX_CHOICES = 4
"""Where a view chooses among more serializers, the one that it names is among them."""


class Entry(msgspec.Struct, frozen=True):
    """A field of a serializer.

    kind: `plain` (the attribute at `source`), `text` (of the related object), `key` (of it), `method`, `nested` (`target` is the serializer),
    `custom` (`target` is the field's own `to_representation`).
    """

    name: str
    kind: str
    source: tuple[str, ...]
    many: bool
    target: Ref | None
    place: Place
    width: int


class Feed(msgspec.Struct, frozen=True):
    """A list of rows that a serializer renders: where, and by what. `others` are queries of models that other libraries declare."""

    serializer: Ref
    rows: tuple[Inst, ...]
    place: Place
    feeding: str
    others: tuple[Lib, ...] = ()


class Rest:
    """Finds hooks of serializers that ask the database once a row."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._entries: dict[Ref, tuple[Entry, ...]] = {}

    def hooks(self) -> Iterator[Hook]:
        """Every hook of a serializer that costs a query a row of some list."""
        for feed in self.feeds():
            for row in feed.rows:
                yield from self._walk(feed.serializer, row, feed, 0)
            for query in feed.others:
                yield from self._of_library(query, feed)

    # -- feeds -------------------------------------------------------------------------------------------------------

    def feeds(self) -> Iterator[Feed]:
        """Every list that a serializer renders, outside of tests."""
        for path, facts in self._e.files.facts.items():
            if self._r.project.left_out_by_role(path):
                continue
            for number, unit in enumerate(facts.units):
                if unit.kind == "class" and unit.bases:
                    ref = (path, number)
                    if self._lists(ref):
                        yield from self._of_view(ref)
                    if self.is_serializer(ref):
                        yield from self._of_calls(ref)
        yield from self._of_views_calls()

    def is_serializer(self, ref: Ref) -> bool:
        """Whether a class is a serializer of Django REST framework or of a library on top of it."""
        bases = self._e.classes.external_bases(ref)
        return any(base.endswith(known.SERIALIZER) for base in bases)

    def _lists(self, ref: Ref) -> bool:
        """Whether a class is a view that lists its queryset by the framework's own method."""
        classes = self._e.classes
        return not known.LIST_VIEWS.isdisjoint(classes.external_bases(ref)) and classes.method(ref, "list") is None

    def _of_view(self, ref: Ref) -> Iterator[Feed]:
        queries = self.queryset(ref)
        rows = merged(self._e.iterate(queries))
        others = tuple(q for q in queries if isinstance(q, Lib) and any(isinstance(item, ExtInst) for item in q.item))
        if not rows and not others:
            return
        unit = self._e.files.unit(ref)
        for serializer in self.serializers(ref, known.LIST_ACTIONS):
            fitting = self._fitting(serializer, rows)
            if fitting or others:
                yield Feed(serializer, fitting, (ref[0], unit.line, unit.column), f"`{unit.name}` lists", others)

    def _fitting(self, serializer: Ref, rows: tuple[Inst, ...]) -> tuple[Inst, ...]:
        """The rows that are of the model a serializer is for, where it says so."""
        e = self._e
        metas = [meta for meta in e.classes.class_attribute(Cls(serializer), "Meta") if isinstance(meta, Cls)]
        models = [v.ref for meta in metas for v in e.attribute(meta, "model") if isinstance(v, Cls)]
        if not models:
            return rows
        return tuple(row for row in rows if any(e.classes.derives(row.ref, model) for model in models))

    def queryset(self, view: Ref) -> Values:
        """What a view lists: what its `get_queryset` returns, or its `queryset`."""
        e = self._e
        inst = Inst(view)
        method = e.classes.method(view, "get_queryset")
        values = (
            choices.returned(e, method, Context(inst), known.LIST_ACTIONS)
            if method is not None
            else e.classes.class_attribute(Cls(view), "queryset")
        )
        return tuple(value for value in values if isinstance(value, Lib))

    def serializers(self, view: Ref, given: dict[str, str]) -> list[Ref]:
        """The serializers that a view uses for an action."""
        e = self._e
        method = e.classes.method(view, "get_serializer_class")
        values: Values = UNKNOWN
        if method is not None:
            values = choices.returned(e, method, Context(Inst(view)), given)
        if not values or len(values) > _MAX_CHOICES:
            values = (*e.classes.class_attribute(Cls(view), "serializer_class"), *values)
        return list(dict.fromkeys(v.ref for v in values if isinstance(v, Cls) and self.is_serializer(v.ref)))

    def _of_calls(self, ref: Ref) -> Iterator[Feed]:
        """`OrderSerializer(orders, many=True)`."""
        name = self._e.files.unit(ref).name
        for site, at in self._e.files.calls_named(name):
            call = self._call(site, at)
            if call is not None and any(isinstance(v, Cls) and v.ref == ref for v in self._e.value(site, call.func)):
                yield from self._of_call(ref, site, at, call)

    def _of_views_calls(self) -> Iterator[Feed]:
        """`self.get_serializer(orders, many=True)`."""
        for site, at in self._e.files.calls_named("get_serializer"):
            call = self._call(site, at)
            parent = (site[0], self._e.files.unit(site).parent)
            if call is not None and parent[1] > 0 and self._e.files.unit(parent).kind == "class":
                action = {**known.LIST_ACTIONS, "action": self._e.files.unit(site).name}
                for serializer in self.serializers(parent, action):
                    yield from self._of_call(serializer, site, at, call)

    def _call(self, site: Ref, at: int) -> Call | None:
        """A call in a function of the project's own code; those in a class's body declare fields."""
        unit = self._e.files.unit(site)
        call = unit.code[at]
        if unit.kind != "function" or self._r.project.left_out_by_role(site[0]) or not isinstance(call, Call):
            return None
        return call

    def _of_call(self, ref: Ref, site: Ref, at: int, call: Call) -> Iterator[Feed]:
        seen = transfer.Site(self._e, site, at, call, None)
        if not _is_true(seen.values(99, "many")):
            return
        rows = self._fitting(ref, self._r.rows(seen.values(0, "instance")))
        if rows:
            inside = self._e.files.unit(site).qualname
            yield Feed(ref, rows, (site[0], call.start_line, call.start_column), f"`{inside}` serializes")

    # -- fields ------------------------------------------------------------------------------------------------------

    def entries(self, ref: Ref) -> tuple[Entry, ...]:
        """The fields that a serializer renders, inherited and implicit ones included."""
        found = self._entries.get(ref)
        if found is None:
            found = self._entries[ref] = tuple(self._find_entries(ref))
        return found

    def _find_entries(self, ref: Ref) -> Iterator[Entry]:
        declared: set[str] = set()
        bound: set[str] = set()
        for owner, _ in self._e.classes.ancestry(ref):
            unit = self._e.files.unit(owner)
            # Whatever a class's body binds takes the place of a field of that name in its bases.
            for ins in unit.code[unit.header :]:
                if isinstance(ins, Bind) and ins.value >= 0 and ins.name not in bound:
                    bound.add(ins.name)
                    call = unit.code[ins.value]
                    if isinstance(call, Call):
                        declared.add(ins.name)
                        entry = self._declared(ref, owner, ins, call)
                        if entry is not None:
                            yield entry
        yield from self._implicit(ref, declared)

    def _declared(self, ref: Ref, owner: Ref, ins: Bind, call: Call) -> Entry | None:
        e = self._e
        site = transfer.Site(e, owner, ins.value, call, None)
        if _is_true(site.values(99, "write_only")):
            return None
        many = _is_true(site.values(99, "many"))
        sources = literals(site.values(99, *known.SOURCE_ARGUMENTS))
        source = tuple((sources[0] if sources else ins.name).replace("*", "").split(".")) if sources != ["*"] else ()
        place = (owner[0], ins.line, ins.column)

        def entry(kind: str, target: Ref | None = None) -> Entry:
            return Entry(ins.name, kind, source, many, target, place, len(ins.name))

        for value in e.value(owner, ins.value):
            if isinstance(value, Inst) and self.is_serializer(value.ref):
                return entry("nested", value.ref)
            names = (
                [value.name]
                if isinstance(value, Ext | ExtInst)
                else list(e.classes.external_bases(value.ref))
                if isinstance(value, Inst)
                else []
            )
            last = {name.rpartition(".")[2] for name in names if name.startswith(known.REST) or name.endswith("Field")}
            if last & known.METHOD_FIELDS:
                method = e.classes.method(
                    ref, (literals(site.values(0, *known.METHOD_ARGUMENTS)) or [f"get_{ins.name}"])[0]
                )
                if method is None:
                    return None
                unit = e.files.unit(method)
                at = (method[0], unit.line, unit.column)
                return Entry(ins.name, "method", (), False, method, at, len(unit.name))
            if isinstance(value, Inst) and (own := e.classes.method(value.ref, "to_representation")) is not None:
                return entry("custom", own)
            if last & known.TEXT_FIELDS:
                return entry("text")
            if last & known.KEY_FIELDS:
                return entry("key")
            if last:
                return entry("plain")
        return None

    def _implicit(self, ref: Ref, declared: set[str]) -> Iterator[Entry]:
        """Fields that a model serializer makes by itself, of the names in its `Meta`."""
        e = self._e
        if not any(base.endswith(known.MODEL_SERIALIZER) for base in e.classes.external_bases(ref)):
            return
        for meta in e.classes.class_attribute(Cls(ref), "Meta"):
            if not isinstance(meta, Cls):
                continue
            names = literals(e.attribute(meta, "fields"))
            place, depth = self._place_of(meta.ref, "fields"), e.attribute(meta, "depth")
            deep = any(isinstance(v, Lit) and isinstance(v.value, int) and v.value > 0 for v in depth)
            hidden = self._write_only(meta)
            models = [v.ref for v in e.attribute(meta, "model") if isinstance(v, Cls)]
            if not names or names == [known.EVERY_FIELD]:
                left_out = literals(e.attribute(meta, "exclude"))
                names = [
                    name
                    for model in models
                    for owner, _ in e.classes.ancestry(model)
                    for name, field in e.models.own_fields(owner, model).items()
                    if field.kind != "column" and name not in left_out
                ]
                place = self._place_of(meta.ref, "fields" if not left_out else "exclude")
            for name in names:
                if name not in declared and name not in hidden:
                    yield Entry(name, "deep" if deep else "implicit", (name,), False, None, place, len("fields"))

    def _place_of(self, meta: Ref, name: str) -> Place:
        for owner, _ in self._e.classes.ancestry(meta):
            for _, at in self._e.files.binds(owner).get(name, ()):
                ins = self._e.files.unit(owner).code[at]
                assert isinstance(ins, Bind)
                return owner[0], ins.line, ins.column
        unit = self._e.files.unit(meta)
        return meta[0], unit.line, unit.column

    def _write_only(self, meta: Cls) -> set[str]:
        """Names of fields that are only written: `extra_kwargs = {"password": {"write_only": True}}`."""
        found: set[str] = set()
        for owner, _ in self._e.classes.ancestry(meta.ref):
            unit = self._e.files.unit(owner)
            for _, at in self._e.files.binds(owner).get("extra_kwargs", ()):
                ins = unit.code[at]
                assert isinstance(ins, Bind)
                options = unit.code[ins.value] if ins.value >= 0 else None
                for key, item in zip(getattr(options, "keys", ()), getattr(options, "items", ()), strict=False):
                    name, inner = unit.code[key] if key >= 0 else None, unit.code[item]
                    keys = [unit.code[k] for k in getattr(inner, "keys", ()) if k >= 0]
                    if isinstance(name, Const) and any(isinstance(k, Const) and k.value == "write_only" for k in keys):
                        found.add(str(name.value))
        return found

    # -- costs -------------------------------------------------------------------------------------------------------

    def _walk(self, serializer: Ref, row: Inst, feed: Feed, depth: int) -> Iterator[Hook]:
        name = self._e.files.unit(serializer).name
        own = self._e.classes.method(serializer, "to_representation")
        for entry in self._rendered(serializer, own):
            cost, values = self._cost(serializer, entry, row)
            if cost is not None:
                yield Hook(f"{name}.{entry.name}", entry.place, entry.width, cost, feed.place, feed.feeding)
            if (
                entry.kind == "nested"
                and entry.target is not None
                and depth < _MAX_DEPTH
                and entry.target != serializer
            ):
                for inner in merged(self._r.related(values)):
                    yield from self._walk(entry.target, inner, feed, depth + 1)
        if own is not None:
            cost = self._r.function(own, Context(Inst(serializer), ((1, (row,)),)))
            if cost is not None:
                unit = self._e.files.unit(own)
                place = (own[0], unit.line, unit.column)
                yield Hook(f"{name}.to_representation", place, len(unit.name), cost, feed.place, feed.feeding)

    def _rendered(self, serializer: Ref, own: Ref | None) -> tuple[Entry, ...]:
        """The fields that are read of each row: none where the serializer's own `to_representation` never comes to them."""
        if own is not None:
            read = {ins.name for ins in self._e.files.unit(own).code if isinstance(ins, Attr)}
            if read.isdisjoint(known.FIELDS_READ):
                return ()
        return self.entries(serializer)

    def _of_library(self, query: Lib, feed: Feed) -> Iterator[Hook]:
        """What fields cost for rows of a model that another library declares."""
        name = self._e.files.unit(feed.serializer).name
        for item in query.item:
            if not isinstance(item, ExtInst):
                continue
            relations = OTHERS_RELATIONS.get(item.name, {})
            for entry in self.entries(feed.serializer):
                cost = None
                if entry.kind == "method" and entry.target is not None:
                    context = Context(Inst(feed.serializer), ((1, (item,)),))
                    cost = self._r.function(entry.target, context)
                elif entry.source and entry.source[0] in relations and entry.source[0] not in query.loaded:
                    cost = Cost(f"{item.name.rpartition('.')[2]}.{entry.source[0]}", entry.place)
                if cost is not None:
                    yield Hook(f"{name}.{entry.name}", entry.place, entry.width, cost, feed.place, feed.feeding)

    def _cost(self, serializer: Ref, entry: Entry, row: Inst) -> tuple[Cost | None, Values]:
        """What a field costs for a row, and what its source gives."""
        r = self._r
        if entry.kind == "method" and entry.target is not None:
            return r.function(entry.target, Context(Inst(serializer), ((1, (row,)),))), UNKNOWN
        names = entry.source
        kind = entry.kind
        many = entry.many
        if kind in ("implicit", "deep"):
            field = self._e.models.field(row.ref, entry.name)
            many = field is not None and field.kind == "to-many"
            kind = "plain" if field is None else "key" if kind == "implicit" else "text"
        if kind == "key" and not many:
            return r.path(row, names[:-1], entry.place)[0], UNKNOWN
        cost, owners, values = r.path(row, names, entry.place)
        if cost is None and many:
            cost = next((c for o in owners if (c := r.everything(o, names[-1], values, entry.place))), None)
        if cost is None and kind == "custom" and entry.target is not None:
            field_class = self._e.classes.own_class(entry.target)
            cost = r.function(entry.target, Context(Inst(field_class), ((1, values),))) if values else None
        return cost, values


def _is_true(values: Values) -> bool:
    return any(isinstance(v, Lit) and v.value is True for v in values)


__all__ = ["Entry", "Feed", "Fn", "Rest"]
