"""The findings that a case's comments ask for.

`x = f()  # want: DDD301@5` wants a finding of DDD301 on this line at column 5 (counted from 1); several stand one after
the other, separated by commas, and a quoted text after one must be part of its message:
`# want: DDD301@5, DDD303@9 "export → get"`. A line that can't carry a comment has it on a line of its own before it,
`# want-next: DDD501@1`.
"""

from __future__ import annotations

import re

import msgspec

_COMMENT = re.compile(r"#\s*want(?P<next>-next)?:\s*(?P<wanted>.*?)\s*$")
_WANTED = re.compile(r"(?P<code>DDD\d{3})@(?P<column>\d+)(?:\s+\"(?P<text>[^\"]*)\")?\s*(?:,\s*|$)")
_HEADER = re.compile(r"#\s*(?P<key>select|path):\s*(?P<value>\S.*?)\s*$")


class ExpectationError(AssertionError):
    """A comment of a case can't be understood; the message says where."""


class Wanted(msgspec.Struct, frozen=True, order=True):
    """A finding that must be there; `text` is a part of its message."""

    path: str
    line: int
    column: int
    code: str
    text: str = ""


def wanted(path: str, text: str) -> list[Wanted]:
    """The findings that the comments of a file ask for.

    Raises:
        ExpectationError: a `want` comment is malformed.
    """
    found: list[Wanted] = []
    for number, line in enumerate(text.split("\n"), start=1):
        comment = _COMMENT.search(line)
        if comment is None:
            continue
        rest, at = comment["wanted"], 0
        while match := _WANTED.match(rest, at):
            where = number + 1 if comment["next"] else number
            found.append(Wanted(path, where, int(match["column"]), match["code"], match["text"] or ""))
            at = match.end()
        if at == 0 or at < len(rest):
            raise ExpectationError(f"{path}:{number}: expected `DDD123@column`, separated by commas, got {rest!r}")
    return found


def headers(text: str) -> dict[str, str]:
    """What the comments at the very top of a file say of `select` and `path`."""
    said: dict[str, str] = {}
    for line in text.split("\n"):
        match = _HEADER.match(line)
        if match is not None:
            said[match["key"]] = match["value"]
        elif not line.startswith("#"):
            break
    return said
