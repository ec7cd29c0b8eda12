"""A piece of evidence for business logic in a handler."""

from __future__ import annotations

import msgspec

BRANCH = "branch"
ASSIGN = "assign"
COORDINATE = "coordinate"
COMPUTE = "compute"
CHECK = "check"
TELL = "notification"
COPY = "copy"

STRONG = (BRANCH, ASSIGN, COORDINATE, COMPUTE)
"""Kinds that suffice alone, the most telling first; the others count beside another kind."""


class Evidence(msgspec.Struct, frozen=True):
    """One piece: its kind, the place, what the handler does there (`sets the status of a Task`), and the class it is about, if one."""

    kind: str
    path: str
    line: int
    column: int
    text: str
    about: str = ""


def a(name: str) -> str:
    """A class's name with its article, as messages give it."""
    vowel = name[:1] in "AEIO" or (name[:2] in ("Um", "Un", "Up", "Ur") and name[:3] != "Uni")
    return f"an `{name}`" if vowel else f"a `{name}`"
