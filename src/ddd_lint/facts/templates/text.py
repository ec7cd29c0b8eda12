"""Where things stand in a template's text: the parsers tell lines only."""

from __future__ import annotations

import re

from ddd_lint.model.templates import Expr, Filtered, Groups, Invoke, Member, Var


class UnparsableError(Exception):
    """The template is none of its language."""


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
