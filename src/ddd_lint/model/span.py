"""Where something stands in a file."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A stretch of source text.

    Lines and columns count from 1, columns in characters (code points) as flake8 counts them; the end column is
    the one after the last character.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, line: int, column: int, width: int = 1) -> Span:
        """A span of `width` characters on one line."""
        return cls(line, column, line, column + width)


FILE_START = Span(1, 1, 1, 1)
