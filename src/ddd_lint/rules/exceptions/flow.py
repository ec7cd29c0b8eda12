"""How control leaves a block."""

from __future__ import annotations

from collections.abc import Callable

from ddd_lint.model.facts import Call, Jump, Raise, Return
from ddd_lint.rules.exceptions.view import LOOPS, UnitView

Exits = frozenset[str]
"""Of `raise`, `return`, `break`, `continue`, `fall` (reaching the end)."""


def exits(view: UnitView, block: int, raises: Callable[[int, Call], bool]) -> Exits:
    """All ways out of a block; `raises` says whether a call never returns.

    A branch on a condition is taken to be possible both ways, a loop to end; what follows a dead end in the same
    block is not looked at.
    """
    found: set[str] = set()
    falls = True
    for index in view.by_block[block]:
        ins = view.code[index]
        if isinstance(ins, Return):
            found.add("return")
            falls = False
        elif isinstance(ins, Raise) or (isinstance(ins, Call) and raises(index, ins)):
            found.add("raise")
            falls = False
        elif isinstance(ins, Jump) and ins.kind != "pass":
            found.add(ins.kind)
            falls = False
    children = view.children[block]
    for position, child in enumerate(children):
        kind = view.blocks[child].kind
        ways = exits(view, child, raises)
        if kind in LOOPS or kind == "comp":
            found |= ways - {"break", "continue", "fall"}
            continue
        found |= ways - {"fall"}
        if kind == "if":
            other = children[position + 1] if position + 1 < len(children) else None
            paired = (
                other is not None
                and view.blocks[other].kind == "else"
                and view.blocks[other].value == view.blocks[child].value
            )
            if paired and other is not None and "fall" not in ways and "fall" not in exits(view, other, raises):
                falls = False
        elif kind in ("with", "async with", "finally") and "fall" not in ways:
            falls = False
        elif kind == "try" and "fall" not in ways:
            handlers = [c for c in children[position + 1 :] if view.blocks[c].kind == "except"]
            if all("fall" not in exits(view, handler, raises) for handler in handlers):
                falls = False
    return frozenset(found | {"fall"} if falls else found)
