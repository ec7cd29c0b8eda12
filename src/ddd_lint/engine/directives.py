"""What a comment that speaks to the linter says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

import msgspec

from ddd_lint.config.errors import nearest
from ddd_lint.config.selection import Selectors
from ddd_lint.model.suppressions import Comment


class Kind(Enum):
    """How far a directive reaches: a statement (`NOQA`, `IGNORE`), the file, a block from or to its line."""

    NOQA = "noqa"
    IGNORE = "ignore"
    IGNORE_FILE = "ignore-file"
    DISABLE = "disable"
    ENABLE = "enable"


class Directive(msgspec.Struct, frozen=True):
    """One directive of a comment.

    `selectors` are the words that mean rules, as written; None stands for every rule. `error` says what is wrong with a
    directive that can't be understood; it has no effect then. `width` is that of the directive's own text.
    """

    kind: Kind
    selectors: tuple[str, ...] | None
    line: int
    column: int
    width: int
    block_end: int
    has_reason: bool = False
    error: str = ""


_NOQA = re.compile(r"#\s*noqa\b(?P<codes>\s*:)?", re.IGNORECASE)
_NOQA_WORD = re.compile(r"[\s,]*(?P<word>[A-Za-z][\w-]*)")
_FOREIGN_CODE = re.compile(r"[A-Z]+[0-9]+")
_OWN_CODE = re.compile(r"DDD[0-9]*")
_OWN = re.compile(r"(?:^|(?<=\s))#\s*ddd-lint\s*:\s*", re.IGNORECASE)
_BODY = re.compile(
    r"(?P<word>[A-Za-z]+(?:-[A-Za-z]+)*)\s*"
    r"(?:\[(?P<bracket>[^\]]*)\]|=\s*(?P<equals>[\w-]+(?:\s*,\s*[\w-]+)*))?\s*"
    r"(?:(?P<reason>--\s*\S.*)|(?=#)|$)"
)
_WORDS = {kind.value: kind for kind in Kind if kind is not Kind.NOQA}
_SHAPE = "write `# ddd-lint: ignore[CODE] -- reason`"


def parse(comment: Comment, selectors: Selectors) -> Iterator[Directive]:
    """The directives of a comment. A `noqa` that names other linters' codes only says nothing to this one."""
    for match in _NOQA.finditer(comment.text):
        yield from _noqa(comment, match, selectors)
    for match in _OWN.finditer(comment.text):
        yield _own(comment, match)


def _noqa(comment: Comment, match: re.Match[str], selectors: Selectors) -> Iterator[Directive]:
    """flake8's reading: codes after a colon, until a word that is none; a colon without codes counts for nothing."""
    words, end = [], match.end()
    while match["codes"] and (found := _NOQA_WORD.match(comment.text, end)):
        word = found["word"] if selectors.codes(found["word"]) else found["word"].upper()
        if not selectors.codes(word) and not _FOREIGN_CODE.fullmatch(word):
            break
        words.append(word)
        end = found.end()
    own = tuple(word for word in words if selectors.codes(word) or _OWN_CODE.fullmatch(word))
    if own or not words:
        width = (end if words else match.end()) - match.start()
        column = comment.column + match.start()
        yield Directive(Kind.NOQA, own or None, comment.line, column, width, comment.block_end)


def _own(comment: Comment, match: re.Match[str]) -> Directive:
    body = _BODY.match(comment.text, match.end())
    selectors: tuple[str, ...] | None = None
    kind = _WORDS.get(body["word"].lower()) if body is not None else None
    if body is None:
        error = f"this is no directive that can be read; {_SHAPE}"
    elif kind is None:
        error = f"there is no directive `{body['word']}`{nearest(body['word'], _WORDS)}"
    else:
        error = ""
        listed = body["bracket"] if body["bracket"] is not None else body["equals"]
        if listed is not None:
            selectors = tuple(filter(None, re.split(r"[\s,]+", listed)))
            if not selectors:
                error = f"the brackets name no rule; {_SHAPE}"
    end = body.end() if body is not None else len(comment.text)
    return Directive(
        kind=kind or Kind.IGNORE,
        selectors=selectors,
        line=comment.line,
        column=comment.column + match.start(),
        width=len(comment.text[match.start() : end].rstrip()),
        block_end=comment.block_end,
        has_reason=body is not None and body["reason"] is not None,
        error=error,
    )
