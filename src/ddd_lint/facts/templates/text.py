"""Where things stand in a template's text: the parsers tell lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ddd_lint.model.templates import Expr, Filtered, Groups, Invoke, Member, Node, Shown, Var, When


class UnparsableError(Exception):
    """The template is none of its language."""


Conditions = tuple[tuple[str, bool], ...]


class Test(msgspec.Struct, frozen=True):
    """A condition: `and`, `or` or `not` of `parts`, or an operator "" whose parts are looked at; a lone part of it is the condition itself."""

    operator: str
    parts: tuple[Test | Shown, ...]

    def holds(self, wanted: bool) -> Conditions:
        """Which names must be true, or false, for the whole to be as wanted."""
        if self.operator == "not":
            return self._part(0).holds(not wanted)
        if self.operator == ("and" if wanted else "or"):
            return tuple(found for number in range(len(self.parts)) for found in self._part(number).holds(wanted))
        only = self.parts[0] if self.operator == "" and len(self.parts) == 1 else None
        return ((only.value.name, wanted),) if isinstance(only, Shown) and isinstance(only.value, Var) else ()

    def reads(self) -> Iterator[Node]:
        """What is looked at to tell, and only where it is needed."""
        if self.operator in ("and", "or"):
            first, second = self._part(0), self._part(1)
            yield from first.reads()
            yield from guarded(first.holds(self.operator == "and"), tuple(second.reads()))
            return
        for part in self.parts:
            if isinstance(part, Test):
                yield from part.reads()
            else:
                yield part

    def _part(self, number: int) -> Test:
        part = self.parts[number]
        return part if isinstance(part, Test) else Test("", (part,))


def guarded(conditions: Conditions, body: tuple[Node, ...]) -> tuple[Node, ...]:
    """Nodes that are rendered only under conditions."""
    return (When(conditions, body),) if conditions and body else body


class Places:
    """Columns of names in a text."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def column(self, line: int, name: str) -> int:
        """The column of a member's or filter's name in a line (1 where the line holds no such name)."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        found = re.search(rf"[.|\[]\s*['\"]?({re.escape(name)})\b", text) if name in text else None
        return found.start(1) + 1 if found is not None else 1

    def of(self, value: Expr, line: int) -> tuple[int, int]:
        """The place of an expression's last name; its line alone where it has none."""
        if isinstance(value, Member | Invoke | Filtered | Groups):
            return value.line, value.column
        return line, self.start(line, value.name) if isinstance(value, Var) else 1

    def start(self, line: int, keyword: str) -> int:
        """The column of a word in a line (1 where the line does not hold it)."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        found = re.search(rf"\b{re.escape(keyword)}\b", text) if keyword in text else None
        return found.start() + 1 if found is not None else 1
