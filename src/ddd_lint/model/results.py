"""What a run produced, before any output format."""

from __future__ import annotations

import msgspec

from ddd_lint.model.finding import Finding


class InternalError(msgspec.Struct, frozen=True, order=True, gc=False):
    """A rule (or the tool itself) failed on a file; its findings there are missing."""

    path: str
    code: str
    message: str
    """One line: the exception's type and text, and where it was raised."""


class Results(msgspec.Struct, frozen=True):
    """A run's outcome. Findings are sorted by path, line, column, code; paths are relative to the project root."""

    findings: tuple[Finding, ...]
    checked: int
    """Number of files whose findings were asked for."""
    suppressed: int = 0
    """Number of findings that comments or per-file ignores took away."""
    errors: tuple[InternalError, ...] = ()
