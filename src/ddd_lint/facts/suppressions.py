"""Source text → the comments that speak to linters and the statements that hold them."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

import msgspec

from ddd_lint.model.suppressions import NO_SUPPRESSIONS, Comment, SuppressionFacts

_HINT = re.compile(r"noqa|ddd-lint\s*:", re.IGNORECASE)
_SPEAKS = re.compile(r"#\s*noqa\b|(?:^|\s)#\s*ddd-lint\s*:", re.IGNORECASE)
_LAYOUT = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_ON_A_LINE = frozenset({tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT})
_DEFINITIONS = frozenset({"def", "class", "async"})


class _Statement(msgspec.Struct):
    """A logical line: `first` and `last` physical line, `indent` of its first token, and that token's text."""

    first: int
    last: int
    indent: int
    opener: str


def extract(text: str) -> SuppressionFacts:
    """Read the suppression comments of a file's decoded `text`.

    Text without any is told by one search. Text that Python's tokenizer rejects gives what stands before the error.
    """
    if _HINT.search(text) is None:
        return NO_SUPPRESSIONS
    comments, statements, last_line = _read(text)
    if not comments:
        return NO_SUPPRESSIONS
    merged = list(_with_decorators(statements))
    kept = [s for s in merged if s.last > s.first and any(s.first <= c.line <= s.last for c in comments)]
    return SuppressionFacts(
        comments=tuple(Comment(c.line, c.column, c.text, _block_end(c, statements, last_line)) for c in comments),
        statements=tuple((s.first, s.last) for s in kept),
    )


def _read(text: str) -> tuple[list[Comment], list[_Statement], int]:
    """The comments that speak (their `block_end` still 0), all logical lines, and the number of the last line."""
    comments: list[Comment] = []
    statements: list[_Statement] = []
    opened: tokenize.TokenInfo | None = None
    # Universal newlines: the tokenizer alone takes a lone carriage return for a blank.
    source = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    line = 1
    try:
        for token in tokenize.generate_tokens(source.readline):
            if token.type in _ON_A_LINE:
                line = token.start[0]
            if token.type == tokenize.COMMENT:
                if _SPEAKS.search(token.string):
                    comments.append(Comment(token.start[0], token.start[1] + 1, token.string, 0))
            elif token.type == tokenize.NEWLINE:
                if opened is not None:
                    statements.append(_Statement(opened.start[0], token.start[0], opened.start[1], opened.string))
                opened = None
            elif opened is None and token.type not in _LAYOUT:
                opened = token
    except (tokenize.TokenError, SyntaxError):
        pass
    return comments, statements, line


def _with_decorators(statements: list[_Statement]) -> Iterator[_Statement]:
    """Join the decorators of a function or class to its header."""
    decorators: _Statement | None = None
    for statement in statements:
        if statement.opener == "@":
            decorators = decorators or statement
            continue
        if decorators is not None and statement.opener in _DEFINITIONS:
            statement = _Statement(decorators.first, statement.last, statement.indent, statement.opener)
        decorators = None
        yield statement


def _block_end(comment: Comment, statements: list[_Statement], last_line: int) -> int:
    """The last line of the comment's block.

    A comment on a statement's line stands in the statement's block, one on a line of its own in the block that its
    own indentation says.
    """
    indent = comment.column - 1
    for statement in statements:
        if statement.first <= comment.line <= statement.last:
            indent = statement.indent
        elif statement.first > comment.line and statement.indent < indent:
            return statement.first - 1
    return last_line
