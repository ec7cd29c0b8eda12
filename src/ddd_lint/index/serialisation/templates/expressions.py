"""Evaluates a template's expressions, with what they ask for on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from ddd_lint.frameworks import templates as known
from ddd_lint.index import transfer
from ddd_lint.index.models import UNLOADABLE, Field
from ddd_lint.index.serialisation.rendering import Place, Rendering, merged
from ddd_lint.index.serialisation.templates.costs import Costs
from ddd_lint.index.serialisation.templates.tags import TemplateTags
from ddd_lint.index.serialisation.templates.values import (
    NOTHING,
    Loop,
    Names,
    Seen,
    all_behind,
    alone,
    behind,
    entry,
    named,
    sequence,
)
from ddd_lint.index.values import UNKNOWN, Context, Fn, Inst, Lib, Lit, Method, Ref, Row, Seq, Tup, Value, Values, union
from ddd_lint.model.templates import (
    DJANGO,
    Expr,
    Filtered,
    Groups,
    Invoke,
    Member,
    Reads,
    Slice,
    TemplateFacts,
    Text,
    Var,
)

Calling = Callable[[Invoke, Names], bool]
"""Renders a macro where a call means one, and says whether it does."""


class Expressions:
    """Evaluates the expressions of one template."""

    def __init__(
        self, rendering: Rendering, costs: Costs, template: TemplateFacts, macro: Calling, tags: TemplateTags
    ) -> None:
        self._r = rendering
        self._e = rendering.e
        self._costs = costs
        self._path = template.path
        self._calls = template.dialect == DJANGO
        self._macro = macro
        self._tags = tags

    def value(self, node: Expr, names: Names) -> Seen:
        """What an expression gives where names mean this."""
        if isinstance(node, Var):
            return named(names, node.name)
        if isinstance(node, Member):
            return self._member(node, names)
        if isinstance(node, Invoke):
            return self._invoke(node, names)
        if isinstance(node, Filtered):
            return self._filtered(node, names)
        if isinstance(node, Text):
            return Seen((Lit(node.value),))
        if isinstance(node, Slice):
            return self.value(node.base, names)
        if isinstance(node, Groups):
            return self._groups(node, names)
        parts = [self.value(part, names) for part in node.parts]
        loop = next((part.loop for part in parts if part.loop is not None), None)
        if isinstance(node, Reads):
            for part, seen in zip(node.parts, parts, strict=True):
                if isinstance(part, Member | Invoke):
                    self._costs.consumed(seen, (self._path, part.line, part.column), text_of(part))
            return NOTHING
        relation = next((part.relation for part in parts if part.relation is not None), None)
        return Seen(union(part.values for part in parts), loop, relation)

    def _member(self, node: Member, names: Names) -> Seen:
        owner = self.value(node.base, names)
        return self._read(owner, node.name, (self._path, node.line, node.column), text_of(node))

    def _read(self, owner: Seen, name: str, place: Place, text: str) -> Seen:
        """`owner.name`: a key, an attribute, an item; in Django's language functions are called too."""
        parts: list[Values] = []
        relation: tuple[Inst, str] | None = None
        for value in owner.values:
            given: Values
            if name.isdigit():
                self._costs.consumed(owner, place, text)
                given = self.items(Seen((value,)))
            elif isinstance(value, Seq) and value.kind == "dict":
                given = entry(value, name)
            elif isinstance(value, Inst):
                given, relation = self._attribute(value, name, owner, place)
            else:
                given = self._e.attribute(value, name)
                relation = owner.relation if name in _SAME_ROWS else None
            if self._calls:
                given = union(self._call_without(v, owner, place, text) for v in given)
            parts.append(given)
        return Seen(union(parts), owner.loop, relation)

    def _attribute(self, value: Inst, name: str, owner: Seen, place: Place) -> tuple[Values, tuple[Inst, str] | None]:
        e = self._e
        method = e.classes.method(value.ref, name)
        field = e.models.field(value.ref, name) if e.models.framework(value.ref) is not None else None
        if method is not None and field is None and not e.classes.is_property(method):
            if not self._calls:
                return (Fn(method, value),), None
            if self._refuses(method):
                return UNKNOWN, None
        cost, given = self._r.attribute(alone(value), name, place, runs=False)
        given = all_behind(given, value.row)
        if cost is not None and not (
            value.row is not None and (value.row.single or self._leads_back(value.row, field))
        ):
            row = cost.row and behind(cost.row, value.row)
            self._costs.add(msgspec.structs.replace(cost, row=row), owner, place)
        loadable = field is not None and field.lazy not in UNLOADABLE and any(isinstance(v, Lib) for v in given)
        return given, (value, name) if loadable else None

    def _leads_back(self, row: Row, field: Field | None) -> bool:
        return field is not None and self._r.project.relations.leads_back(row, field)

    def _refuses(self, method: Ref) -> bool:
        """Whether a method can't be called without arguments."""
        unit = self._e.files.unit(method)
        return any(param.default < 0 and not param.kind.startswith("*") for param in unit.params[1:])

    def _call_without(self, value: Value, owner: Seen, place: Place, text: str) -> Values:
        """What calling a library's method without arguments gives; other values as they are."""
        if isinstance(value, Method):
            return self._library(value, owner, place, text)
        if isinstance(value, Fn) and self._e.files.unit(value.ref).kind == "function":
            return self._e.returns(value.ref, Context(value.owner) if value.owner is not None else None)
        return (value,)

    def _library(self, method: Method, owner: Seen, place: Place, text: str) -> Values:
        e = self._e
        if isinstance(method.owner, Seq):
            return sequence(method.owner, method.name)
        operation = transfer.operation_of(e, method)
        if operation is None:
            return UNKNOWN
        prefetched = isinstance(method.owner, Lib) and method.owner.kind.startswith("django.Prefetched")
        is_kept = prefetched and method.name in known.KEPT_BY_PREFETCH
        if operation.effect is not None and operation.effect.kind == "query" and not is_kept:
            relation = owner.relation if method.name in known.KEPT_BY_PREFETCH else None
            self._costs.query(text, place, owner, relation, bypasses=prefetched)
        return transfer.result(e, operation.result, method.owner, None)

    def _invoke(self, node: Invoke, names: Names) -> Seen:
        if self._macro(node, names):
            return NOTHING
        func = self.value(node.func, names)
        args = [self.value(arg, names) for arg in node.args]
        place = (self._path, node.line, node.column)
        parts: list[Values] = []
        relation: tuple[Inst, str] | None = None
        for value in func.values:
            if isinstance(value, Method):
                parts.append(self._library(value, func, place, text_of(node.func)))
                relation = func.relation if value.name in _SAME_ROWS else None
            elif isinstance(value, Fn):
                owner = Seen((value.owner,), func.loop) if value.owner is not None else NOTHING
                given = self.called(value.ref, [owner, *args] if value.owner else args, ("", *node.names), place)
                parts.append(given.values)
        return Seen(union(parts), func.loop or next((arg.loop for arg in args if arg.loop is not None), None), relation)

    def _filtered(self, node: Filtered, names: Names) -> Seen:
        base = self.value(node.base, names)
        args = [self.value(arg, names) for arg in node.args]
        place = (self._path, node.line, node.column)
        if node.name in known.GOES_OVER:
            self._costs.consumed(base, place, text_of(node.base))
            attribute = _attribute_name(node)
            if attribute:
                item = self.item(self.items(base), base)
                given = self._along(item, attribute, place)
                if node.name == "map":
                    return Seen((Seq("list", given.values),), item.loop)
        if node.name in known.ITEM:
            return Seen(self.items(base), base.loop)
        if node.name in known.SAME:
            values = union([base.values, *(arg.values for arg in args)]) if node.name.startswith("d") else base.values
            return Seen(values, base.loop, base.relation)
        for function in self._tags.filters(node.name):
            return self.called(function, [base, *args], ("", *node.names), place)
        return NOTHING

    def _along(self, item: Seen, path: str, place: Place) -> Seen:
        for name in path.split("."):
            item = self._read(item, name, place, name)
        return item

    def _groups(self, node: Groups, names: Names) -> Seen:
        base = self.value(node.base, names)
        place = (self._path, node.line, node.column)
        self._costs.consumed(base, place, text_of(node.base))
        items = self.items(base)
        self._along(self.item(items, base), node.by, place)
        listed: Values = (Seq("list", items),)
        if self._calls:
            return Seen((Seq("list", (Seq("dict", listed, (), (("list", listed),)),)),), base.loop)
        return Seen((Seq("list", (Tup((UNKNOWN, listed)),)),), base.loop)

    def called(self, ref: Ref, args: list[Seen], names: Iterable[str], place: Place, *, skip: int = 0) -> Seen:
        """A function of the project called with values; its first `skip` parameters get none of them."""
        unit = self._e.files.unit(ref)
        given: dict[int, Values] = {}
        certain: dict[int, Values] = {}
        number = skip
        positions = {param.name: position for position, param in enumerate(unit.params)}
        for arg, name in zip(args, names, strict=False):
            at = positions.get(name, -1) if name else number
            number += 0 if name else 1
            given[at], certain[at] = arg.values, arg.values if arg.certain else UNKNOWN
        owner = args[0].values[0] if args and args[0].values and self._e.classes.is_method(ref) else None
        context = Context(owner, tuple((at, values) for at, values in sorted(given.items()) if at >= 0 and values))
        loop = next((arg.loop for arg in args if arg.loop is not None), None)
        if loop is not None:
            # What is spread (`-1`) may be given to any parameter.
            called = context if -1 in given else self._r.project.effects.flagged(ref, context, certain)
            cost = self._r.function(ref, called, runs=False)
            if cost is not None:
                self._costs.add(cost, Seen((), loop), place)
        return Seen(self._e.returns(ref, context), loop)

    # -- rows --------------------------------------------------------------------------------------------------------

    def items(self, seen: Seen) -> Values:
        """The items of what is gone over."""
        return union(self._items(value) for value in seen.values)

    def _items(self, value: Value) -> Values:
        items = self._e.iterate((value,))
        if not items or not isinstance(value, Lib) or value.place[0]:
            return items
        # Rows of a relation that the template itself goes over come from the query that led there.
        return tuple(
            Inst(v.ref, v.args, msgspec.structs.replace(v.row, loaded=v.row.loaded | value.loaded, single=False))
            if isinstance(v, Inst) and v.row is not None
            else v
            for v in value.item
        )

    def unpacked(self, items: Values, count: int) -> list[Values]:
        """The parts of items that a loop unpacks."""
        return [self._e.element(items, number) for number in range(count)]

    def item(self, items: Values, seen: Seen) -> Seen:
        """One of the items of what is gone over, as a loop sees it."""
        if not items:
            return NOTHING
        rows = merged(items)
        if len({self._e.models.family(row.ref) for row in rows}) > _MAX_FAMILIES:
            return NOTHING
        others = (v for v in items if not (isinstance(v, Inst) and v.row is not None))
        return Seen((*rows, *others), Loop(rows[0].row) if rows else seen.loop or Loop(None))


_MAX_FAMILIES = 2
"""A loop over rows of more unrelated models than this is one that nothing is known of: what it goes over is the guess of many calls."""
_SAME_ROWS = frozenset({"all", "get_queryset", "iterator", "count", "exists"})


def _attribute_name(node: Filtered) -> str:
    """The attribute of each item that a filter reads, "" where it reads none that is written out."""
    at = known.BY_ATTRIBUTE.get(node.name)
    if at is None:
        return ""
    found = [arg for arg, name in zip(node.args, node.names, strict=True) if name == "attribute"]
    found = found or [arg for arg, name in zip(node.args, node.names, strict=True) if not name][at : at + 1]
    return found[0].value if found and isinstance(found[0], Text) else ""


def text_of(node: Expr) -> str:
    """An expression as a reader would write it."""
    if isinstance(node, Var):
        return node.name
    if isinstance(node, Member):
        return f"{text_of(node.base)}.{node.name}"
    if isinstance(node, Filtered | Slice | Groups):
        return text_of(node.base)
    return text_of(node.func) if isinstance(node, Invoke) else ""
