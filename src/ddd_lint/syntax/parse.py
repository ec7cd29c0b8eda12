"""Text → tree, with a syntax error as plain data."""

from __future__ import annotations

import libcst as cst


class ParseError(Exception):
    """The text is no Python. Line and column count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def parse(text: str) -> cst.Module:
    """Parse a whole module.

    Raises:
        ParseError: the text does not follow Python's grammar.
    """
    try:
        return cst.parse_module(text.removeprefix("\ufeff"))
    except cst.ParserSyntaxError as error:
        raise ParseError(str(error.message), error.raw_line, error.raw_column + 1) from error
