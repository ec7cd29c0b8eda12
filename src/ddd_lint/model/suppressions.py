"""What a file's comments say to the linter: plain data, read once with the file's facts and judged after every run."""

from __future__ import annotations

import msgspec


class Comment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A comment that speaks to linters: `noqa` or `ddd-lint:` in its text, `#` included.

    Line and column count from 1. `block_end` is the last line of the block that the comment stands in: the line
    before the next statement that is indented less, or the file's last line.
    """

    line: int
    column: int
    text: str
    block_end: int


class SuppressionFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The comments that speak to linters, and the statements of more than one line that hold one of them.

    A statement is `(first line, last line)`; of a compound statement only the header counts, with the decorators of a
    function or class. Statements don't overlap and are ordered, and so are comments.
    """

    comments: tuple[Comment, ...] = ()
    statements: tuple[tuple[int, int], ...] = ()


NO_SUPPRESSIONS = SuppressionFacts()
