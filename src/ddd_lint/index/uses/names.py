"""How what is called was written."""

from __future__ import annotations

from ddd_lint.model.facts import Attr, Import, Ins, Name


def last_name(callee: Ins) -> str:
    """The last part of a callee's name, an imported one's as it is where it comes from; "" for what has none."""
    if isinstance(callee, Attr | Name):
        return callee.name
    return callee.target.rpartition(":")[2] if isinstance(callee, Import) else ""
