"""Which instructions of a unit a value is made of, and which object an attribute is reached from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ddd_lint.model.facts import (
    NONE,
    Attr,
    Await,
    Bind,
    Call,
    Collection,
    Comp,
    Const,
    Elem,
    Enter,
    Format,
    Ins,
    Iter,
    Join,
    Narrow,
    Op,
    Star,
    Subscript,
    Unit,
)

_OPERANDS: dict[type[Ins], Callable[[Any], tuple[int, ...]]] = {
    **dict.fromkeys((Attr, Await, Iter, Elem, Star, Narrow, Enter), lambda ins: (ins.base,)),
    Call: lambda ins: (ins.func, *ins.args),
    Subscript: lambda ins: (ins.base, ins.key),
    Join: lambda ins: ins.values,
    Op: lambda ins: ins.operands,
    Collection: lambda ins: (*ins.items, *(key for key in ins.keys if key != NONE)),
    Comp: lambda ins: (ins.element,) if ins.key == NONE else (ins.element, ins.key),
    Format: lambda ins: ins.parts,
    Bind: lambda ins: () if ins.value == NONE else (ins.value,),
}


def operands(ins: Ins) -> tuple[int, ...]:
    """The instructions that an instruction's value is made of directly."""
    of = _OPERANDS.get(ins.__class__)
    return () if of is None else of(ins)


def made_of(unit: Unit, start: int) -> set[int]:
    """An instruction and everything in the unit that its value is made of."""
    found: set[int] = set()
    pending = [start]
    while pending:
        position = pending.pop()
        if position != NONE and position not in found:
            found.add(position)
            pending += operands(unit.code[position])
    return found


def origin(unit: Unit, position: int) -> int:
    """The instruction that makes an object: narrowing, awaiting and an alternative `None` put aside."""
    while True:
        ins = unit.code[position]
        kind = ins.__class__
        if kind is Narrow or kind is Await:
            position = ins.base  # type: ignore[union-attr]
            continue
        if isinstance(ins, Bind) and ins.value != NONE:
            position = ins.value
            continue
        if isinstance(ins, Join):
            made = {origin(unit, part) for part in ins.values if part < position and not _is_none(unit.code[part])}
            if len(made) == 1:
                return made.pop()
        return position


def path_of(unit: Unit, position: int) -> tuple[int, tuple[str, ...]]:
    """The object that a chain of attributes starts from (see `origin`), and the names along it."""
    names: list[str] = []
    position = origin(unit, position)
    while isinstance(ins := unit.code[position], Attr):
        names.append(ins.name)
        position = origin(unit, ins.base)
    return position, tuple(reversed(names))


def _is_none(ins: Ins) -> bool:
    return isinstance(ins, Const) and ins.value is None
