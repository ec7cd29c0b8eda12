"""What a report needs to know of the world around the results."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ddd_lint.model.finding import Finding
from ddd_lint.model.results import Results

PathName = Callable[[str], str]
"""A path relative to the project root → the same file's name as somebody else wants to read it."""


class View(msgspec.Struct, frozen=True):
    """How the reader sees the project.

    All functions take a path relative to the project root.
    """

    display: PathName
    """Relative to the working directory, with `/`."""
    given: PathName
    """Built on the path that the user named: `./app/x.py` for `.`, `/srv/app/x.py` for `/srv`."""
    workspace: PathName
    """Relative to the folder that a CI service checked the repository out to."""
    source: Callable[[str], str | None]
    """The file's text, or None when it can't be had (any more)."""
    version: str
    """Of ddd-lint."""
    color: bool = False
    width: int = 120
    """Columns of the reader's terminal."""


def in_order(results: Results, name: PathName) -> list[tuple[str, Finding]]:
    """The findings with their files' names, by name, line, column and code."""
    named = [(name(finding.path), finding) for finding in results.findings]
    return sorted(named, key=lambda pair: (pair[0], *pair[1].order[1:]))
