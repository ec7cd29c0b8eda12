"""Which relations a query loads with its rows: `select_related`, `prefetch_related(Prefetch…)`, `options(joinedload(…))`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.index.values import Cls, ExtInst, Inst, Lib, Lit, Ref, Seq, Tup, Value, Values
from ddd_lint.model.facts import Attr, Call, Name, Op, Param, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator
    from ddd_lint.index.transfer import Site

PREFETCH = "django.db.models.Prefetch"
LOADER = "sqlalchemy.orm.Load"
EVERYTHING = "*"
"""Stands for all forward relations (`select_related()` without arguments)."""

PINNED = "="
"""Stands before a relation that is loaded, and the same object for all rows."""

ABSENT = "!"
"""Stands before a relation that is known to lead to nothing."""

LOADERS = frozenset(
    {
        "joinedload",
        "selectinload",
        "subqueryload",
        "contains_eager",
        "immediateload",
        "joinedload_all",
        "subqueryload_all",
        "selectin_polymorphic",
    }
)


def load(e: Evaluator, owner: Lib, form: str, site: Site) -> Lib:
    """The query object with the relations that a call's arguments name added to what it loads.

    `form` is the call's own (see `Op.loads`): `options=` takes only the argument of that keyword.
    """
    if form == "pinned":
        pinned = _pinned(e, owner, site)
        return Lib(owner.kind, owner.item, owner.loaded | pinned, owner.custom, owner.place) if pinned else owner
    paths: set[str] = set(owner.loaded)
    arguments: list[Value] = []
    for number, argument in enumerate(site.ins.args):
        name = site.ins.names[number] if site.ins.names else ""
        if form == "options=" and name != "options":
            continue
        values = e.value(site.ref, argument, site.context)
        arguments += e.iterate(values) if name == "*" else _spread(values)
    if form == "select_related" and not site.ins.args:
        paths.add(EVERYTHING)
    for value in arguments:
        if isinstance(value, Lit) and value.value is None:
            paths = set()
        else:
            paths.update(_paths(value))
    return Lib(owner.kind, owner.item, frozenset(paths), owner.custom, owner.place)


def _pinned(e: Evaluator, owner: Lib, site: Site) -> frozenset[str]:
    """The relations to one that a condition pins to one object: the identity map has it for all rows after the first.

    `filter_by(order=order)`, `where(Line.order_id == order_id)`, `with_parent(order)`.
    """
    if _under_a_condition(e, site):
        return frozenset()
    entities = {v.ref for item in owner.item for v in _inside(item) if isinstance(v, Inst)}
    code = e.files.unit(site.ref).code
    found: set[str] = set()
    for number, argument in enumerate(site.ins.args):
        keyword = site.ins.names[number] if site.ins.names else ""
        ins = code[argument]
        if keyword not in ("", "*", "**"):
            found.add(keyword)
        elif isinstance(ins, Op):
            found |= {name for name in _equal(e, entities, site.ref, argument) if name}
        elif site.is_named("with_parent") and isinstance(ins, Name | Attr | Param):
            found.add(ins.name if not isinstance(ins, Param) else e.files.unit(site.ref).params[ins.index].name)
    fields = (
        (name, e.models.field(entity, name))
        for each in found
        for name in (each, each.removesuffix("_id"))
        for entity in entities
    )
    pinned = {name for name, field in fields if field is not None and field.kind == "to-one"}
    return frozenset(pinned | {PINNED + name for name in pinned})


def _under_a_condition(e: Evaluator, site: Site) -> bool:
    """Whether a query that was begun before a branch is filtered further inside it, and so not always."""
    unit = e.files.unit(site.ref)
    at = _base(unit, site.ins)
    while isinstance(before := unit.code[at], Call) and before.block == site.ins.block:
        at = _base(unit, before)
    if not any(isinstance(v, Lib) and v.item for v in e.value(site.ref, at, site.context)):
        return False
    outer = before.block if isinstance(before, Call) else 0
    block = site.ins.block
    while block not in (0, outer):
        if unit.blocks[block].kind in ("if", "else"):
            return True
        block = unit.blocks[block].parent
    return False


def _base(unit: Unit, call: Call) -> int:
    """What a call's method is read of; the callee itself where it is no method."""
    callee = unit.code[call.func]
    return callee.base if isinstance(callee, Attr) else call.func


def _inside(value: Value) -> Values:
    return tuple(v for item in value.items for v in item) if isinstance(value, Tup) else (value,)


def _equal(e: Evaluator, entities: set[Ref], ref: Ref, at: int) -> Iterator[str]:
    """The columns and relations of some entities that a condition compares for equality with what is no column."""
    code = e.files.unit(ref).code
    ins = code[at]
    if not isinstance(ins, Op) or ins.operator not in ("==", "&"):
        return
    if ins.operator == "&":
        for operand in ins.operands:
            yield from _equal(e, entities, ref, operand)
        return
    left = code[ins.operands[0]]
    if (
        isinstance(left, Attr)
        and any(isinstance(v, Cls) and v.ref in entities for v in e.value(ref, left.base))
        and not any(isinstance(v, Lib) and v.kind == "sqlalchemy.Column" for v in e.value(ref, ins.operands[1]))
    ):
        yield left.name


def _spread(values: Values) -> list[Value]:
    """Values, with the items of tuples and lists one by one (SQLAlchemy takes both)."""
    found: list[Value] = []
    for value in values:
        if isinstance(value, Tup):
            found += [inner for item in value.items for inner in item]
        elif isinstance(value, Seq):
            found += value.item
        else:
            found.append(value)
    return found


def paths(values: Values) -> set[str]:
    """Every relation path (dotted, with its beginnings) that some arguments load."""
    return {path for value in _spread(values) for path in _paths(value)}


def _paths(value: Value) -> set[str]:
    """Every relation path (dotted, with its beginnings) that an argument loads."""
    if isinstance(value, Lit) and isinstance(value.value, str):
        return _beginnings(value.value.replace("__", "."))
    if isinstance(value, ExtInst) and value.name in (PREFETCH, LOADER) and value.args:
        return {
            path
            for part in value.args[0]
            if isinstance(part, Lit) and isinstance(part.value, str)
            for path in _beginnings(part.value)
        }
    return set()


def _beginnings(path: str) -> set[str]:
    parts = path.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def prefetch(e: Evaluator, site: Site) -> Values:
    """`Prefetch("items__product", queryset=…, to_attr=…)`: the path, and those that its own queryset loads below it."""
    names = [
        v.value.replace("__", ".") for v in site.values(0, "lookup") if isinstance(v, Lit) and isinstance(v.value, str)
    ]
    below = [v for v in site.values(1, "queryset") if isinstance(v, Lib)]
    to_attr = [v.value for v in site.values(2, "to_attr") if isinstance(v, Lit) and isinstance(v.value, str)]
    paths = {*names, *to_attr}
    for name in (*names, *to_attr):
        paths.update(f"{name}.{path}" for queryset in below for path in queryset.loaded)
    return (ExtInst(PREFETCH, (tuple(Lit(path) for path in sorted(paths)),)),)


def loader(e: Evaluator, site: Site, before: tuple[str, ...] = ()) -> Values:
    """`joinedload(Order.items)`, also with several attributes or a chain behind another loader."""
    paths = list(before) or [""]
    for argument in site.positional():
        names = []
        for value in e.value(site.ref, argument, site.context):
            if isinstance(value, Lib) and value.kind == "sqlalchemy.Relation":
                names += sorted(value.loaded)
            elif isinstance(value, Lit) and isinstance(value.value, str):
                names.append(value.value)
        paths = [f"{path}.{name}" if path else name for path in paths for name in names] or paths
    return (ExtInst(LOADER, (tuple(Lit(path) for path in paths if path),)),)


def chain(e: Evaluator, owner: ExtInst, name: str, site: Site) -> Values:
    """A loader's own methods: a further loader along the path, or options for each path."""
    before = tuple(str(part.value) for part in (owner.args[0] if owner.args else ()) if isinstance(part, Lit))
    if name in LOADERS or name == "defaultload":
        return loader(e, site, before)
    if name == "options":
        paths = list(before)
        for argument in site.positional():
            for value in e.value(site.ref, argument, site.context):
                inner = value.args[0] if isinstance(value, ExtInst) and value.name == LOADER and value.args else ()
                paths += [f"{first}.{part.value}" for first in before for part in inner if isinstance(part, Lit)]
        return (ExtInst(LOADER, (tuple(Lit(path) for path in paths),)),)
    return (owner,)


def loader_function(name: str) -> bool:
    """Whether a qualified name is an eager loader of SQLAlchemy."""
    head, _, last = name.rpartition(".")
    return last in LOADERS and head.startswith("sqlalchemy.orm")


def below(loaded: frozenset[str], relation: str) -> frozenset[str]:
    """What is loaded with the rows of a relation, seen from them."""
    prefix = relation + "."
    return frozenset(path[len(prefix) :] for path in loaded if path.startswith(prefix))
