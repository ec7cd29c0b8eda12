"""One configuration file: found, read, and checked key by key."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ddd_lint.config.check import check
from ddd_lint.config.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover (the other versions' branch)
    import tomli as tomllib

PYPROJECT = "pyproject.toml"
OWN_FILES = (".ddd-lint.toml", "ddd-lint.toml")
"""Files whose top level holds the settings; the first one found wins, and either over `pyproject.toml` beside it."""

_TABLE = ("tool", "ddd-lint")
_HEADER = re.compile(r"\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?")
_ASSIGNMENT = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_KEY_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")


class ConfigFile(msgspec.Struct, frozen=True):
    """A configuration file's own settings by kebab-case key, checked; nothing inherited yet."""

    path: Path
    values: dict[str, Any]


def find(start: Path) -> Path | None:
    """The configuration file that governs the folder `start`: the nearest one, from there upwards.

    Raises:
        ConfigError: a `pyproject.toml` on the way can't be read, so that nobody knows whether it governs.
    """
    for folder in (start, *start.parents):
        for name in OWN_FILES:
            if (folder / name).is_file():
                return folder / name
        pyproject = folder / PYPROJECT
        if pyproject.is_file() and _table_of(pyproject, _parse(pyproject, _read(pyproject))) is not None:
            return pyproject
    return None


def load_file(path: Path) -> ConfigFile:
    """Read and check one file: `[tool.ddd-lint]` of a `pyproject.toml`, the top level of any other.

    Raises:
        ConfigError: it can't be read, is no TOML, has no such table, or one of its settings can't be used.
    """
    text = _read(path)
    table = _table_of(path, _parse(path, text))
    if table is None:
        raise ConfigError("has no table `[tool.ddd-lint]`", file=str(path))
    values = {}
    for key, value in table.items():
        try:
            values[key] = check(key, value)
        except ConfigError as error:
            line = _line_of(text, (*_prefix(path), key, *filter(None, [error.key.removeprefix(key)[1:]])))
            raise ConfigError(error.message, key=error.key, file=str(path), line=line) from None
    return ConfigFile(path=path, values=values)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"can't be read: {error.strerror}", file=str(path)) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8: {error.reason} at byte {error.start}", file=str(path)) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"is not TOML: {error}", file=str(path), line=int(place[1]) if place else 0) from None


def _prefix(path: Path) -> tuple[str, ...]:
    return _TABLE if path.name == PYPROJECT else ()


def _table_of(path: Path, document: dict[str, Any]) -> dict[str, Any] | None:
    """The table that holds the settings, None when there is none."""
    table: Any = document
    for name in _prefix(path):
        table = table.get(name) if isinstance(table, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError("must be a table", key="tool.ddd-lint", file=str(path), line=0)
    return table


def _line_of(text: str, key: tuple[str, ...]) -> int:
    """The line that sets the dotted `key` or, failing that, the longest start of it; 0 when none does.

    Told from the lines that look like headers and assignments, so that text inside a multi-line string may mislead it.
    """
    best, found = 0, 0
    for number, path in _key_lines(text):
        length = len(path)
        if key[:length] == path and length > best:
            best, found = length, number
    return found


def _key_lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each line that opens a table or sets a key, counted from 1, with the dotted key from the top."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = _parts(header["name"])
            yield number, table
        elif assignment := _ASSIGNMENT.match(line):
            yield number, (*table, *_parts(assignment["name"]))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY_PART.findall(name))
