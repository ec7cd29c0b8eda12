"""How the blocks of a unit lie in each other."""

from __future__ import annotations

from ddd_lint.model.facts import Unit


def within(unit: Unit, block: int, outer: int) -> bool:
    """Whether a block is another one or lies inside it."""
    while block > 0:
        if block == outer:
            return True
        block = unit.blocks[block].parent
    return outer == 0
