"""Type expressions → the instances they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.index import transfer
from ddd_lint.index.values import (
    UNKNOWN,
    Alias,
    Cls,
    Context,
    Ext,
    ExtInst,
    Inst,
    Lib,
    Lit,
    Ref,
    Seq,
    Tup,
    TVar,
    Value,
    Values,
    union,
)
from ddd_lint.model.facts import Bind, Call, Collection, Const, Op, Subscript

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_TYPING = ("typing.", "typing_extensions.", "collections.abc.", "builtins.", "sqlalchemy.orm.", "collections.")
_LIST = frozenset(
    {
        "List", "list", "Sequence", "MutableSequence", "Iterable", "Collection", "Set", "set", "FrozenSet", "frozenset", "MutableSet", "AbstractSet",
        "Deque", "deque", "ValuesView", "KeysView", "Reversible",
    }
)  # fmt: skip
_DICT = frozenset({"Dict", "dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "OrderedDict"})
_ITERATOR = frozenset(
    {
        "Iterator",
        "AsyncIterator",
        "AsyncIterable",
        "Generator",
        "AsyncGenerator",
        "ContextManager",
        "AsyncContextManager",
    }
)
_SAME = frozenset(
    {
        "Optional",
        "ClassVar",
        "Final",
        "InitVar",
        "Required",
        "NotRequired",
        "ReadOnly",
        "Mapped",
        "DynamicMapped",
        "WriteOnlyMapped",
        "Awaitable",
        "Union",
        "Annotated",
    }
)
_LAST = frozenset({"Coroutine"})
_NOTHING = frozenset({"Any", "object", "Literal", "TypedDict", "Unpack", "Concatenate", "ParamSpec"})


CALLABLE = "typing.Callable"
"""Names what can be called; its last type argument is what a call gives."""


def _typing_name(name: str) -> str | None:
    """`List` for `typing.List`, `builtins.list`…; None for what is no typing construct."""
    for prefix in _TYPING:
        if name.startswith(prefix):
            return name[len(prefix) :]
    if name == "dataclasses.InitVar":
        return "InitVar"
    return None


def is_type(name: str) -> bool:
    """Whether subscripting the library object of this name makes a type expression."""
    typing_name = _typing_name(name)
    return (typing_name is not None and typing_name[:1].isalpha()) or name.rpartition(".")[2][:1].isupper()


def builtin_of(value: Lit) -> Value:
    """The instance of the builtin type of a literal."""
    return value if value.value is None else ExtInst(f"builtins.{type(value.value).__name__}")


def instances(e: Evaluator, value: Value) -> Values:
    """The instances that a value, read as a type expression, describes."""
    if isinstance(value, Cls):
        return (Inst(value.ref, value.args),)
    if isinstance(value, Ext):
        kind = e.tables.kind_of.get(value.name)
        if kind is not None:
            return (Lib(kind),)
        typing_name = _typing_name(value.name)
        if typing_name in _NOTHING:
            return UNKNOWN
        if typing_name in _LIST or typing_name in _DICT:
            return (Seq("dict" if typing_name in _DICT else "list"),)
        return (ExtInst(value.name),)
    if isinstance(value, Alias):
        return annotated(e, value.ref, value.ins)
    if isinstance(value, TVar):
        return (value,)
    if isinstance(value, Lit) and value.value is None:
        return (value,)
    if isinstance(value, Lit) and isinstance(value.value, str):
        return tuple(Inst(ref) for ref in e.classes.by_name(value.value))
    if isinstance(value, Tup):
        return union(instances(e, v) for item in value.items for v in item)
    return UNKNOWN


def bound_of(e: Evaluator, ref: Ref, variable: TVar) -> Values:
    """The instances that a type variable of a unit's own module stands for: what it is bound to."""
    found: list[Values] = []
    for owner, at in e.files.binds((ref[0], 0)).get(variable.name, ()):
        where = (ref[0], owner)
        code = e.files.unit(where).code
        bind = code[at] if at >= 0 else None
        call = code[bind.value] if isinstance(bind, Bind) and bind.value >= 0 else None
        if isinstance(call, Call) and "bound" in call.names:
            found.append(annotated(e, where, call.args[call.names.index("bound")]))
    return union(found)


def annotated(e: Evaluator, ref: Ref, ins: int, context: Context | None = None) -> Values:
    """What an annotation (an instruction of a unit) allows; an alias that contains itself is unknown there."""
    assert ins >= 0
    key = ("annotated", ref, ins, context)
    known: Values | None = e.kept(key)
    return known if known is not None else e.once(key, lambda: _annotated(e, ref, ins, context), UNKNOWN)


def _operands(e: Evaluator, ref: Ref, ins: int) -> list[int]:
    """The members of `A | B | C`, whose instructions nest to the left."""
    code = e.files.unit(ref).code
    found: list[int] = []
    while isinstance(node := code[ins], Op) and node.operator == "|":
        found.append(node.operands[1])
        ins = node.operands[0]
    return [ins, *reversed(found)]


def _annotated(e: Evaluator, ref: Ref, ins: int, context: Context | None) -> Values:
    code = e.files.unit(ref).code
    node = code[ins]
    if isinstance(node, Const):
        return (
            (Lit(None),)
            if node.value is None
            else instances(e, Lit(node.value))
            if isinstance(node.value, str)
            else UNKNOWN
        )
    if isinstance(node, Op) and node.operator == "|":
        return union(annotated(e, ref, operand, context) for operand in _operands(e, ref, ins))
    if not isinstance(node, Subscript):
        values = e.value(ref, ins, context)
        return union(
            e.classes.self_type(ref, context) if isinstance(v, Ext) and v.name in _SELF else instances(e, v)
            for v in values
        )
    keys = code[node.key]
    parts = keys.items if isinstance(keys, Collection) and keys.kind == "tuple" else (node.key,)
    found: list[Values] = []
    for base in e.value(ref, node.base, context):
        if isinstance(base, Cls):
            found.append((Inst(base.ref, tuple(annotated(e, ref, part, context) for part in parts)),))
        elif isinstance(base, Ext):
            found.append(_library(e, ref, base.name, parts, context))
        elif isinstance(base, Alias):
            found.append(annotated(e, base.ref, base.ins, context))
    return union(found)


_SELF = frozenset({"typing.Self", "typing_extensions.Self"})


def _library(e: Evaluator, ref: Ref, name: str, parts: tuple[int, ...], context: Context | None) -> Values:
    typing_name = _typing_name(name)

    def inner(position: int) -> Values:
        return annotated(e, ref, parts[position], context)

    if typing_name in _SAME:
        if typing_name == "Annotated":
            for part in parts[1:]:
                injected = (
                    transfer.injected(e, ref, part) if isinstance(e.files.unit(ref).code[part], Call) else UNKNOWN
                )
                if injected:
                    return injected
            return inner(0)
        extra: Values = (Lit(None),) if typing_name == "Optional" else ()
        return union([*(inner(position) for position in range(len(parts))), extra])
    if typing_name in _LIST:
        return (Seq("list", inner(0)),)
    if typing_name in _DICT:
        return (Seq("dict", inner(1) if len(parts) > 1 else UNKNOWN, inner(0)),)
    if typing_name in _ITERATOR:
        return (Seq("iterator", inner(0)),)
    if typing_name in _LAST:
        return inner(len(parts) - 1)
    if typing_name in ("Tuple", "tuple"):
        code = e.files.unit(ref).code
        last = code[parts[-1]]
        if isinstance(last, Const) and last.value == "...":
            return (Seq("tuple", inner(0)),)
        return (Tup(tuple(inner(position) for position in range(len(parts)))),)
    if typing_name in ("Type", "type"):
        return tuple(Cls(v.ref, v.args) if isinstance(v, Inst) else v for v in inner(0))
    if typing_name == "Callable":
        return (ExtInst(CALLABLE, (inner(len(parts) - 1),)),)
    if typing_name in _NOTHING:
        return UNKNOWN
    kind = e.tables.kind_of.get(name)
    arguments = tuple(inner(position) for position in range(len(parts)))
    if kind is not None:
        return (Lib(kind, arguments[0]),)
    return (ExtInst(name, arguments),)
