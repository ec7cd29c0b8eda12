"""Text as a terminal shows it: nothing that steers the terminal, and how many cells each character takes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TAB_WIDTH = 4

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: words of several scripts and many emoji need them, and they can't mislead."""


def printable(text: str) -> str:
    """The text with each character escaped that would not show as itself: line ends, escapes, reversed text."""
    return text if text.isprintable() else "".join(map(_printable, text))


def cells(text: str) -> int:
    """The number of terminal cells that printable text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def fit(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """A line of source, fit to print: tabs expanded, and cut with `…` to at most `width` cells around a stretch of it.

    The stretch is from offset `start` to before `end`. Returns the text, and the cells before the stretch and in it;
    the stretch takes one cell at least, though it be empty.
    """
    left = 0
    if start > width // 2 and (len(line) > width or _drawn(line) > width):
        left = start - width // 3
    text, column = ("…", 1) if left else ("", 0)
    marks: list[int] = []
    for index, char in enumerate(line[left : left + width + 1], start=left):
        if index in (start, end):
            marks += [column] * (2 if start == end else 1)
        piece = " " * (TAB_WIDTH - column % TAB_WIDTH) if char == "\t" else _printable(char)
        taken = cells(piece)
        if column + taken > width - 1 and column + _drawn(line[index : index + width + 1]) > width:
            text, column = text + "…", column + 1
            break
        text, column = text + piece, column + taken
    before, after = [*marks, column, column][:2]
    return text, before, max(after - before, 1)


def _drawn(text: str) -> int:
    """At least the cells of the text, tabs being counted whole."""
    return cells(printable(text.replace("\t", " " * TAB_WIDTH)))


def _printable(char: str) -> str:
    if char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs":
        return char
    return char.encode("unicode_escape").decode("ascii")


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
