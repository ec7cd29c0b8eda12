"""Code frames: the lines of source that a finding or a related place is about, with what to underline."""

from __future__ import annotations

import re

import msgspec

from ddd_lint.model.span import Span
from ddd_lint.reports.cells import fit

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\w*")

CONTEXT = 1
"""Lines shown before and after those of the span."""
MOST_MARKED = 4
"""A span of more lines is shown by its first ones."""


class Row(msgspec.Struct, frozen=True):
    """One line of source to show: its number, its text fit to print, and the cells to underline (none: `length` 0)."""

    number: int
    text: str
    indent: int = 0
    length: int = 0


def split(source: str) -> list[str]:
    """The lines of a source text, numbered as findings number them (a form feed ends none)."""
    return _LINE_BREAK.split(source)


def rows(lines: list[str], span: Span, width: int) -> list[Row]:
    """The lines of the span with one of context on either side; blank context is left out.

    Empty when the text has no such line: the file has changed since it was analysed.
    """
    if not 1 <= span.line <= len(lines):
        return []
    last = max(span.line, min(span.end_line, len(lines), span.line + MOST_MARKED - 1))
    shown = []
    for number in range(max(span.line - CONTEXT, 1), min(last + CONTEXT, len(lines)) + 1):
        line = lines[number - 1]
        if span.line <= number <= last:
            shown.append(_marked(line, number, span, width))
        elif line.strip():
            shown.append(Row(number, fit(line.rstrip(), 0, 0, width)[0]))
    return shown


def word_row(lines: list[str], line: int, column: int, width: int) -> Row | None:
    """One line with the word underlined that begins at the column, or None when the text has no such line."""
    if not 1 <= line <= len(lines):
        return None
    match = _WORD.match(lines[line - 1], column - 1)
    length = len(match[0]) if match else 0
    return _marked(lines[line - 1], line, Span.at(line, column, length), width)


def _marked(line: str, number: int, span: Span, width: int) -> Row:
    text = line.rstrip()
    start = span.column - 1 if number == span.line else len(text) - len(text.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(text)
    return Row(number, *fit(text, start, max(start, min(end, len(text))), width))
