"""Indexes and views written in SQL: `CREATE INDEX … ON table USING gin (name gin_trgm_ops) WHERE …`, `CREATE VIEW … AS`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd_lint.index.schema.keys import Key, make_index, not_null, of_sql
from ddd_lint.index.schema.tables import Index

_CREATE = re.compile(
    r"CREATE\s+(?P<unique>UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>[\w.\"]+)?\s*ON\s+(?:ONLY\s+)?"
    r"(?P<table>[\w.\"`]+)\s*(?:USING\s+(?P<method>\w+)\s*)?\(",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\s*(?:INCLUDE\s*\([^)]*\)\s*)?(?:WITH\s*\([^)]*\)\s*)?WHERE\s+(?P<condition>[^;]+)", re.IGNORECASE
)
_DROP = re.compile(r"DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(?P<name>[\w.\"]+)", re.IGNORECASE)
_VIEW = re.compile(
    r"(?P<verb>CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:RECURSIVE\s+)?VIEW\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
    r"(?P<name>[\w.\"`]+)",
    re.IGNORECASE,
)


def created(text: str) -> Iterator[tuple[str, str, Index]]:
    """Every index that a text of SQL creates: its name ("" for none), its table and the index."""
    for match in _CREATE.finditer(text):
        parts, end = _parenthesised(text, match.end())
        keys = [_key(part) for part in parts]
        where = _WHERE.match(text, end)
        first = keys[0].name if keys else ""
        partial = where is not None and not not_null(where["condition"], first)
        index = make_index(
            keys, "unique" if match["unique"] else "index", (match["method"] or "").lower(), partial=partial
        )
        if index is not None:
            yield plain(match["name"] or ""), plain(match["table"]), index


def dropped(text: str) -> Iterator[str]:
    """The name of every index that a text of SQL drops."""
    for match in _DROP.finditer(text):
        yield plain(match["name"])


def views(text: str) -> Iterator[tuple[str, bool]]:
    """The name of every plain view that a text of SQL creates or drops, and whether it creates it; a materialised one is a table."""
    for match in _VIEW.finditer(text):
        yield plain(match["name"]), match["verb"].upper() == "CREATE"


def plain(name: str) -> str:
    """A name without its schema and quotes."""
    return name.replace('"', "").replace("`", "").rpartition(".")[2]


def _key(text: str) -> Key:
    return of_sql(text.strip().removeprefix("(").removesuffix(")") if text.strip().startswith("(") else text)


def _parenthesised(text: str, start: int) -> tuple[list[str], int]:
    """The comma-separated parts up to the closing bracket, and the position behind it."""
    parts, depth, begin = [], 0, start
    for at in range(start, len(text)):
        character = text[at]
        if character == "(":
            depth += 1
        elif character == ")":
            if depth == 0:
                parts.append(text[begin:at])
                return [part for part in parts if part.strip()], at + 1
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[begin:at])
            begin = at + 1
    return [part for part in parts if part.strip()], len(text)
