"""Text → tree, with a syntax error as plain data."""

from __future__ import annotations

import ast
import warnings

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
    text = text.removeprefix("\ufeff")
    try:
        return cst.parse_module(text)
    except Exception as error:
        # Besides its own syntax error, the parser lets errors of its tree's validation and of its encoding through.
        raise (_told_by_python(text) or _told_by_parser(error)) from error


def _told_by_python(text: str) -> ParseError | None:
    """The error as Python words and places it, None where this Python takes the text for valid.

    LibCST names the tokens that it could have used, and the place after the one that it could not.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return ParseError(error.msg, error.lineno or 1, error.offset or 1)
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _told_by_parser(error: Exception) -> ParseError:
    if isinstance(error, cst.ParserSyntaxError):
        return ParseError(f"the parser rejects it ({error.message})", error.raw_line, error.raw_column + 1)
    return ParseError(f"the parser rejects it ({type(error).__name__}: {error})", 1, 1)
