"""What rendering one row costs: its lazy relations, and the queries of the hooks that are called with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index import transfer
from ddd_lint.index.effects import READS, Hop, text_of
from ddd_lint.index.models import Field
from ddd_lint.index.values import Cls, Context, Fn, Inst, Lib, Ref, Row, Seq, Tup, Value, Values, union
from ddd_lint.model.facts import Collection, Return, Yield

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator
    from ddd_lint.index.project import ProjectIndex

Place = tuple[str, int, int]
"""Path, line and column."""


class Cost(msgspec.Struct, frozen=True):
    """Why rendering a row asks the database: a relation that its query did not load, or a query that a hook sends.

    relation: the model's class and field, with `row` that says where the rows come from; else `text` is the query's callee, `hops` the calls
    that lead to it, and `place` where it stands. bypasses: whether the query goes past rows that were prefetched.
    """

    text: str
    place: Place
    relation: tuple[Ref, Field] | None = None
    row: Row | None = None
    hops: tuple[Hop, ...] = ()
    bypasses: bool = False


class Hook(msgspec.Struct, frozen=True):
    """Something that is rendered once a row: `name` as a reader would call it, where it stands, what it costs, and what feeds it.

    `feed` is where many rows are rendered, `feeding` what that is. also: other hooks of the same serializer that read the same relation.
    `read` is the place in a template, for those that templates read: such a
    hook bears the template's name, and stands at the query.
    """

    name: str
    place: Place
    width: int
    cost: Cost
    feed: Place
    feeding: str
    also: tuple[tuple[str, Place], ...] = ()
    read: Place | None = None


class Rendering:
    """Costs of attributes and functions, for rows of a list."""

    def __init__(self, project: ProjectIndex) -> None:
        self.project = project
        self.e = project.evaluator

    # -- rows --------------------------------------------------------------------------------------------------------

    def rows(self, values: Values) -> tuple[Inst, ...]:
        """The rows among the items of what is iterated: instances of persisted classes, of one query each; what any of them loaded counts."""
        return merged(self.e.iterate(values))

    # -- attributes --------------------------------------------------------------------------------------------------

    def attribute(self, row: Inst, name: str, place: Place, *, runs: bool = True) -> tuple[Cost | None, Values]:
        """What reading `row.name` costs, and what it gives; `runs` as for `function`."""
        e = self.e
        given = e.attribute(row, name)
        field = self.project.relations.lazy_field(row, name)
        if field is not None:
            return Cost(f"{self.class_name(row.ref)}.{name}", place, (row.ref, field), row.row), given
        if e.models.framework(row.ref) is not None and e.models.field(row.ref, name) is not None:
            return None, given
        method = e.classes.method(row.ref, name)
        if method is not None:
            called = self.project.effects.flagged(method, Context(row))
            return self.function(method, called, runs=runs), given if e.classes.is_property(method) else e.returns(
                method, Context(row)
            )
        return None, given

    def everything(self, row: Inst, name: str, values: Values, place: Place) -> Cost | None:
        """What it costs to go over all related rows of a relation to many."""
        managers = [value for value in values if isinstance(value, Lib) and value.kind.startswith("django.")]
        if not managers or any(value.kind not in _UNLOADED for value in managers):
            return None
        field = self.e.models.field(row.ref, name)
        if field is None:
            return None
        return Cost(f"{self.class_name(row.ref)}.{name}", place, (row.ref, field), row.row)

    def path(self, row: Inst, names: Iterable[str], place: Place) -> tuple[Cost | None, tuple[Inst, ...], Values]:
        """What reading a dotted path from a row costs, the object that its last name is read of, and what it gives."""
        owners: tuple[Inst, ...] = (row,)
        values: Values = (row,)
        for name in names:
            owners = merged(values)
            parts: list[Values] = []
            for owner in owners:
                cost, given = self.attribute(owner, name, place)
                if cost is not None:
                    return cost, owners, given
                parts.append(given)
            values = union(parts)
        return None, owners, values

    def related(self, values: Values) -> Values:
        """The rows that a relation's value leads to: itself for one, the items for many."""
        e = self.e
        return union(
            self._unloaded(v)
            if isinstance(v, Lib) and v.kind in _UNLOADED
            else v.item
            if isinstance(v, Lib)
            else (v,)
            if isinstance(v, Inst)
            else e.iterate((v,))
            for v in values
        )

    def _unloaded(self, manager: Lib) -> Values:
        """The rows of a relation that each object asks for by itself, with what its manager always loads with them."""
        loaded = frozenset[str]().union(
            *(v.loaded for v in transfer.result(self.e, "django.QuerySet", manager, None) if isinstance(v, Lib))
        )
        return tuple(
            Inst(
                v.ref,
                v.args,
                msgspec.structs.replace(
                    v.row or Row(loaded, *manager.place, single=False), loaded=loaded, single=False
                ),
            )
            for v in manager.item
            if isinstance(v, Inst)
        )

    # -- functions ---------------------------------------------------------------------------------------------------

    def function(self, ref: Ref, context: Context | None, *, runs: bool = True) -> Cost | None:
        """What calling a function costs, through all that it calls, and (unless not `runs`) with the lazy query that it may return."""
        if self.project.effects.memoised(ref, context):
            return None
        reach = self.project.effects.reach(ref, context, READS)
        if reach is None:
            return self._returned(ref, context) if runs else None
        site = reach.site
        owner = site.owner
        return Cost(
            site.text,
            (reach.ref[0], site.line, site.column),
            self._relation(owner, site.text),
            owner.row if isinstance(owner, Inst) else None,
            reach.hops,
            _bypasses(owner),
        )

    def _relation(self, owner: Value | None, text: str) -> tuple[Ref, Field] | None:
        name = text.rpartition(".")[2]
        field = self.e.models.field(owner.ref, name) if isinstance(owner, Inst) else None
        return (owner.ref, field) if isinstance(owner, Inst) and field is not None and field.kind != "column" else None

    def _returned(self, ref: Ref, context: Context | None) -> Cost | None:
        """The lazy query that a function returns, or puts into what it returns: it runs when that is rendered."""
        unit = self.e.files.unit(ref)
        waiting = [ins.value for ins in unit.code if isinstance(ins, Return | Yield) and ins.value >= 0]
        while waiting:
            at = waiting.pop()
            ins = unit.code[at]
            if isinstance(ins, Collection):
                waiting += ins.items
                continue
            for value in self.e.value(ref, at, context):
                if isinstance(value, Lib) and self.e.tables.kinds[value.kind].consume is not None:
                    line, column = getattr(ins, "line", unit.line), getattr(ins, "column", unit.column)
                    return Cost(text_of(unit, at), (ref[0], line, column), bypasses=_bypasses(value))
        return None

    def class_name(self, ref: Ref) -> str:
        """A class's own name."""
        return self.e.files.unit(ref).name


_UNLOADED = frozenset({"django.RelatedManager", "django.QuerySet", "django.Manager"})


def merged(values: Values) -> tuple[Inst, ...]:
    """The rows of a list among some values, one a class: a relation that one of their queries loads counts as loaded."""
    found: dict[Ref, Inst] = {}
    for value in values:
        if isinstance(value, Inst) and value.row is not None:
            known = found.get(value.ref, value)
            loaded = value.row.loaded | (known.row.loaded if known.row is not None else frozenset())
            row = msgspec.structs.replace(known.row or value.row, loaded=loaded, single=False)
            found[value.ref] = Inst(value.ref, value.args, row)
    return tuple(found.values())


def named_classes(e: Evaluator, value: Value) -> Iterator[Ref]:
    """The class that an argument names: the class itself, an instance of it, or a function that gives one of these."""
    if isinstance(value, Cls | Inst):
        yield value.ref
    elif isinstance(value, Fn):
        yield from (v.ref for v in e.returns(value.ref) if isinstance(v, Cls | Inst))


def literals(values: Values) -> list[str]:
    """The texts in a tuple or list of literals, or a lone one."""
    found: dict[str, None] = {}
    for value in values:
        inner = union(value.items) if isinstance(value, Tup) else value.item if isinstance(value, Seq) else (value,)
        found.update((str(v.value), None) for v in inner if hasattr(v, "value") and isinstance(v.value, str))
    return list(found)


def _bypasses(owner: Value | None) -> bool:
    return isinstance(owner, Lib) and owner.kind.startswith(("django.Prefetched", "django.Bypassing"))
