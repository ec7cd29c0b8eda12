"""What is wrong with a configuration, told so that it can be mended."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ConfigError(Exception):
    """A setting that can't be used.

    `file` is the configuration file, or `command line` or `environment`, or None where nobody knows; `key` the setting
    in kebab-case (dotted below a table), empty when the whole file is meant; `line` counts from 1, 0 when unknown.
    `message` says what is wrong and what would be right.
    """

    def __init__(self, message: str, *, key: str = "", file: str | None = None, line: int = 0) -> None:
        super().__init__(message, key, file, line)
        self.message = message
        self.key = key
        self.file = file
        self.line = line

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(part for part in (place, f"`{self.key}`" if self.key else "", self.message) if part)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the known word most like `word`, or an empty string when none is like it."""
    close = difflib.get_close_matches(word.lower(), sorted({*known}), n=1, cutoff=0.6)
    if not close:
        close = difflib.get_close_matches(word.upper(), sorted({*known}), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""
