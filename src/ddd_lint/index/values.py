"""Abstract values: what an expression may be, as far as the project tells.

A set of possible values is a tuple without repetitions; the empty tuple is "unknown". All values are hashable plain data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

import msgspec

Ref = tuple[str, int]
"""A unit of a file: (path, number)."""

Flag = bool | None

MAX_VALUES = 16
"""More alternatives than this are cut off; `Evaluator.truncated` counts how often."""


class _Value(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """Base of all abstract values."""


class Lit(_Value, frozen=True):
    """A literal."""

    value: str | int | float | bool | None


class Mod(_Value, frozen=True):
    """A module of the project (its file), or a package without `__init__.py` (its folder)."""

    path: str


class Cls(_Value, frozen=True):
    """A class of the project, with the type arguments it was subscripted with."""

    ref: Ref
    args: tuple[tuple[Value, ...], ...] = ()


class Row(_Value, frozen=True):
    """Where an instance was loaded: relations loaded with it (dotted paths), the query's place, and whether it is one of many."""

    loaded: frozenset[str]
    path: str
    line: int
    column: int
    single: bool
    via: str = ""
    """Dotted path of relations from the query's own rows to this one."""
    parent: Ref | None = None
    """The class whose relation led here, where one did."""
    root: Ref | None = None
    """The class of the query's own rows, where `via` leads from them to this one."""
    shared: bool = False
    """Whether it is one and the same object for all rows that lead to it."""


class Inst(_Value, frozen=True):
    """An instance of a class of the project."""

    ref: Ref
    args: tuple[tuple[Value, ...], ...] = ()
    row: Row | None = None


class Fn(_Value, frozen=True):
    """A function of the project; `owner` is what it is bound to (an instance, class or library object)."""

    ref: Ref
    owner: Value | None = None


class Ext(_Value, frozen=True):
    """An object of a library, by qualified name: a module, class, function or constant."""

    name: str


class ExtInst(_Value, frozen=True):
    """An instance of a library's class that has no table of its own."""

    name: str
    args: tuple[tuple[Value, ...], ...] = ()


class Lib(_Value, frozen=True):
    """An object whose library class has a table (`frameworks`): a session, statement, queryset, manager, cursor …

    `kind` is the table's name; `item` what a row of it is; `loaded` the relations loaded with the rows; `custom` the project's own
    class behind it; `place` where it was made.
    """

    kind: str
    item: tuple[Value, ...] = ()
    loaded: frozenset[str] = frozenset()
    custom: Ref | None = None
    place: tuple[str, int, int] = ("", 0, 0)


class Method(_Value, frozen=True):
    """A library object's method, bound."""

    owner: Value
    name: str


OTHER = "*"
"""Stands in a mapping's fields for all keys that are not told one by one."""


class Seq(_Value, frozen=True):
    """A container or iterator of items; `key` for mappings (whose `item` is the value).

    fields: what literal keys of a mapping lead to, all others under `OTHER`; empty where keys are not told apart.
    """

    kind: str
    item: tuple[Value, ...] = ()
    key: tuple[Value, ...] = ()
    fields: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def at(self, keys: tuple[Value, ...]) -> tuple[Value, ...]:
        """What these keys lead to: the fields of that name where they are literals, else any item."""
        if not self.fields or not keys or not all(isinstance(key, Lit) for key in keys):
            return self.item
        wanted = {OTHER, *(key.value for key in keys if isinstance(key, Lit))}
        return union(values for name, values in self.fields if name in wanted)


def mapping(parts: Iterable[tuple[Values, Values]], merged: Iterable[Seq] = ()) -> Seq:
    """A mapping of (key, value) pairs, with all that other mappings hold."""
    fields: dict[str, list[Values]] = {OTHER: []}
    keys: list[Values] = []
    items: list[Values] = []
    for other in merged:
        keys.append(other.key)
        items.append(other.item)
        for name, values in other.fields or ((OTHER, other.item),):
            fields.setdefault(name, []).append(values)
    for key, value in parts:
        keys.append(key)
        items.append(value)
        named = [k.value for k in key if isinstance(k, Lit) and isinstance(k.value, str)]
        for name in named if named and len(named) == len(key) else (OTHER,):
            fields.setdefault(name, []).append(value)
    found = tuple((name, union(values)) for name, values in fields.items())
    return Seq("dict", union(items), union(keys), found)


class Tup(_Value, frozen=True):
    """A tuple of known length."""

    items: tuple[tuple[Value, ...], ...]


class TVar(_Value, frozen=True):
    """A type variable not bound here."""

    name: str


class Partial(_Value, frozen=True):
    """`functools.partial(func, …)`."""

    func: Value


class Alias(_Value, frozen=True):
    """A type expression that is no class by itself (`Annotated[User, Depends(f)]`, `A | B`), kept where it stands."""

    ref: Ref
    ins: int


class Super(_Value, frozen=True):
    """`super()` inside a method of `ref`, for the instance or class `owner`."""

    ref: Ref
    owner: Value | None


Value = Union[Lit, Mod, Cls, Inst, Fn, Ext, ExtInst, Lib, Method, Seq, Tup, TVar, Partial, Alias, Super]  # noqa: UP007 -- used as a forward name above
Values = tuple[Value, ...]
UNKNOWN: Values = ()


class Context(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """What is known of one call of a function: the object it is bound to, and arguments by parameter number.

    flags: what is passed, of True, False and None, for parameters that branches test; they tell what runs, never what a value may be.
    """

    owner: Value | None = None
    args: tuple[tuple[int, Values], ...] = ()
    flags: tuple[tuple[int, Flag], ...] = ()


def union(parts: Iterable[Values]) -> Values:
    """All values of the parts, in order, without repetitions; one more than `MAX_VALUES` tells that there are too many."""
    found: dict[Value, None] = {}
    for part in parts:
        for value in part:
            found.setdefault(value)
    return tuple(found)[: MAX_VALUES + 1]
