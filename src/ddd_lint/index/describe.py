"""Abstract values as text.

Classes and functions of the project are named by file and qualified name (`app/models.py:User`). An instance is written as its class, a class
as `type[…]`; library objects by their own names, kinds with what a row of them is (`sqlalchemy.Query[app/models.py:User]`), relations loaded
with rows in braces. Alternatives are joined by ` | `; what can't be told is `unknown`.
"""

from __future__ import annotations

from ddd_lint.index.files import Files
from ddd_lint.index.loading import PINNED
from ddd_lint.index.values import (
    Alias,
    Cls,
    Ext,
    ExtInst,
    Fn,
    Inst,
    Lib,
    Lit,
    Method,
    Mod,
    Partial,
    Ref,
    Seq,
    Super,
    Tup,
    TVar,
    Value,
    Values,
)

UNKNOWN_TEXT = "unknown"
_DEPTH = 4


def describe(files: Files, values: Values) -> str:
    """What a set of possible values is, on one line."""
    return _all(files, values, _DEPTH)


def _all(files: Files, values: Values, depth: int) -> str:
    if not values:
        return UNKNOWN_TEXT
    if depth == 0:
        return "…"
    return " | ".join(dict.fromkeys(_one(files, value, depth) for value in values))


def name_of(files: Files, ref: Ref) -> str:
    """A class or function as `path:qualified.name`; a lambda by its line."""
    unit = files.unit(ref)
    return f"{ref[0]}:{unit.qualname}" if unit.kind != "lambda" else f"{ref[0]}:{unit.line}:lambda"


def _one(files: Files, value: Value, depth: int) -> str:
    def inner(values: Values) -> str:
        return _all(files, values, depth - 1)

    def subscripted(name: str, arguments: tuple[Values, ...]) -> str:
        return f"{name}[{', '.join(map(inner, arguments))}]" if any(arguments) else name

    if isinstance(value, Lit):
        return repr(value.value)
    if isinstance(value, Mod):
        return f"module {value.path}"
    if isinstance(value, Inst):
        loaded = value.row.loaded if value.row is not None else frozenset()
        return subscripted(name_of(files, value.ref), value.args) + _braces(loaded)
    if isinstance(value, Cls):
        return f"type[{subscripted(name_of(files, value.ref), value.args)}]"
    if isinstance(value, Fn):
        return f"{'method' if value.owner is not None else 'function'} {name_of(files, value.ref)}"
    if isinstance(value, Ext):
        return f"library {value.name}"
    if isinstance(value, ExtInst):
        return subscripted(value.name.removeprefix("builtins."), value.args)
    if isinstance(value, Lib):
        return _lib(files, value, depth)
    if isinstance(value, Method):
        return f"{_one(files, value.owner, depth - 1) if depth > 1 else '…'}.{value.name}()"
    if isinstance(value, Seq):
        arguments = (value.key, value.item) if value.key else (value.item,)
        return subscripted(value.kind, arguments)
    if isinstance(value, Tup):
        return f"tuple[{', '.join(map(inner, value.items))}]"
    if isinstance(value, TVar):
        return f"~{value.name}"
    if isinstance(value, Partial):
        return f"partial({inner((value.func,))})"
    if isinstance(value, Alias):
        return "a type expression"
    assert isinstance(value, Super)
    return f"super of {name_of(files, value.ref)}"


def _lib(files: Files, value: Lib, depth: int) -> str:
    name = value.kind if value.custom is None else f"{value.kind} {name_of(files, value.custom)}"
    item = f"[{_all(files, value.item, depth - 1)}]" if value.item else ""
    return name + item + _braces(value.loaded)


def _braces(loaded: frozenset[str]) -> str:
    names = sorted(name for name in loaded if not name.startswith(PINNED))
    return f"{{{', '.join(names)}}}" if names else ""
