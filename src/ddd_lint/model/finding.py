"""What a rule reports: plain data that outlives the syntax tree it was seen in."""

from __future__ import annotations

import msgspec

from ddd_lint.model.span import Span


class Related(msgspec.Struct, frozen=True, order=True, gc=False):
    """A second place that explains a finding: the loop, the callee, the model.

    `path` is relative to the project root with `/`; line and column count from 1.
    """

    path: str
    line: int
    column: int
    message: str


class Edit(msgspec.Struct, frozen=True, order=True, gc=False):
    """Replace the text of `span` by `replacement`."""

    span: Span
    replacement: str


class Fix(msgspec.Struct, frozen=True, gc=False):
    """Edits to the finding's own file that mend it; `safe` when they cannot change what the program does."""

    message: str
    edits: tuple[Edit, ...]
    safe: bool


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One problem at one place.

    `path` is relative to the project root with `/`; `message` is one sentence that names the thing and says what to
    do instead.
    """

    path: str
    span: Span
    code: str
    name: str
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key that findings are sorted by: path, line, column, code (then message, to be total)."""
        return (self.path, self.span.line, self.span.column, self.code, self.message)
