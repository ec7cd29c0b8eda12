"""A limit on how much one abstract value may hold.

A table that is filled with itself, or a tree that is turned into nested dictionaries, would otherwise make values that grow with each
evaluation; all that is done with a value (comparing, keeping it as a key) costs as much as it holds.
"""

from __future__ import annotations

from ddd_lint.index.values import UNKNOWN, Cls, ExtInst, Fn, Inst, Lib, Method, Partial, Seq, Super, Tup, Value, Values

MAX_PARTS = 200
"""A value with more values inside, at any depth, is cut."""
MAX_NESTED = 8
"""A value with values inside that lie deeper than this is cut."""
_DEPTH = 2
"""How deep a value that is cut still tells what it holds."""

GROWING = frozenset({Seq, Tup, Lib, Method, Fn})
"""What can come to hold itself; the others grow only with the program's text."""


def inside(value: Value) -> tuple[Values, ...]:
    """The values that a value holds directly, in groups of alternatives."""
    if isinstance(value, Seq):
        return (value.item, value.key, *(values for _, values in value.fields))
    if isinstance(value, Tup):
        return value.items
    if isinstance(value, Inst | Cls | ExtInst):
        return value.args
    if isinstance(value, Lib):
        return (value.item,)
    if isinstance(value, Fn | Method | Super):
        return () if value.owner is None else ((value.owner,),)
    return ((value.func,),) if isinstance(value, Partial) else ()


def too_large(value: Value) -> bool:
    """Whether a value holds more than `MAX_PARTS` others, or some deeper than `MAX_NESTED`; looks at no more than that."""
    count = 0
    level = [value]
    for _ in range(MAX_NESTED):
        below: list[Value] = []
        for outer in level:
            for group in inside(outer):
                count += len(group)
                if count > MAX_PARTS:
                    return True
                below += group
        if not below:
            return False
        level = below
    return any(inside(innermost) for innermost in level)


def cut(value: Value, depth: int = _DEPTH) -> Value:
    """The value with unknown in place of what its containers hold below a depth."""
    if isinstance(value, Seq):
        if depth == 0:
            return Seq(value.kind)
        return Seq(value.kind, _cut(value.item, depth), _cut(value.key, depth))
    if isinstance(value, Tup):
        return Tup(tuple(_cut(item, depth) for item in value.items))
    if isinstance(value, Lib):
        return Lib(value.kind, _cut(value.item, depth), value.loaded, value.custom, value.place)
    if isinstance(value, Inst):
        return Inst(value.ref, tuple(_cut(arg, depth) for arg in value.args), value.row)
    if isinstance(value, Cls):
        return Cls(value.ref, tuple(_cut(arg, depth) for arg in value.args))
    if isinstance(value, ExtInst):
        return ExtInst(value.name, tuple(_cut(arg, depth) for arg in value.args))
    return value


def _cut(values: Values, depth: int) -> Values:
    return UNKNOWN if depth == 0 else tuple(dict.fromkeys(cut(value, depth - 1) for value in values))
