"""Path patterns: gitignore patterns, compiled once and matched against paths relative to the project root."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from pathspec import GitIgnoreSpec

_PLAIN = re.compile(r"[\w.@+-]+/?")


class PathPattern(msgspec.Struct, frozen=True):
    """One compiled pattern; a match means `include`, which a leading `!` makes false.

    `regex` is to be searched in a path with `/`, and matches what lies below a matched folder too, in which case its
    group `ps_d` takes part.
    """

    text: str
    include: bool
    regex: re.Pattern[str]


def compile_pattern(text: str) -> PathPattern | None:
    """Compile one gitignore pattern.

    Returns None for a blank line, a comment, and a pattern that git itself passes over.

    Raises:
        ValueError: the pattern is malformed, as `!` alone and `[z-a]` are.
    """
    try:
        patterns = GitIgnoreSpec.from_lines([text]).patterns
    except re.error as error:
        raise ValueError(f"Invalid git pattern: {text!r}") from error
    for pattern in patterns:
        if pattern.include is not None and pattern.regex is not None:
            return PathPattern(text=text, include=pattern.include, regex=pattern.regex)
    return None


class _Run:
    """Consecutive patterns of the same sign: any of them decides.

    A plain name (`tests/`, `conftest.py`) is looked up in a set, whatever the number of names.
    """

    def __init__(self, include: bool) -> None:
        self.include = include
        self.names: set[str] = set()
        self.folders: set[str] = set()
        self.regexes: list[re.Pattern[str]] = []

    def matches(self, path: str, folders: list[str], name: str) -> bool:
        return (
            name in self.names
            or not self.names.isdisjoint(folders)
            or not self.folders.isdisjoint(folders)
            or any(regex.search(path) for regex in self.regexes)
        )


class PathMatcher:
    """Tells whether a file is meant by a list of patterns; the last pattern that matches decides.

    A pattern that matches a folder means every file below it; a later `!` pattern may take one out again.

    Raises:
        ValueError: a pattern is malformed.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._runs: list[_Run] = []
        for text in patterns:
            body = text.removeprefix("!")
            if not _PLAIN.fullmatch(body):
                pattern = compile_pattern(text)
                if pattern is not None:
                    self._run(pattern.include).regexes.append(pattern.regex)
            elif body.endswith("/"):
                self._run(body == text).folders.add(body[:-1])
            else:
                self._run(body == text).names.add(body)

    def _run(self, include: bool) -> _Run:
        """The run at the end of the list, which has that sign."""
        if not self._runs or self._runs[-1].include != include:
            self._runs.append(_Run(include))
        return self._runs[-1]

    def match(self, path: str) -> bool:
        """Whether the file `path`, relative with `/`, is meant."""
        *folders, name = path.split("/")
        for run in reversed(self._runs):
            if run.matches(path, folders, name):
                return run.include
        return False
