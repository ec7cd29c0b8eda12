"""The form of a library's tables.

Results are written in a small notation, read by `ddd_lint.index.transfer`:

    ""            unknown                         "self"        the object itself
    "item"        one row                         "list"        a list of rows           "iter"   an iterator of rows
    "Kind"        that kind, with the same rows   "Kind<0"      that kind, whose rows are instances of argument 0
    "Kind<<0"     that kind, whose rows are those of argument 0 (a statement)
    "item<0"      an instance of argument 0       "item<<0"     a row of argument 0      "arg0"   argument 0 itself
    "first"       the first column of a row       "list-first"  a list of first columns
    "new"         an instance of the class that the method belongs to, not from a database; "new<0" one of argument 0
    "own"         an item as it is, not from a database; "own-list" a list of them
    "items<0"     (only as what making an object of the kind gives it) the items of what argument 0, a function, gives
    "keywords"    a mapping of the keywords that it is called with
    "=name"       an instance of the library class `name` (a kind where it has a table)
    "@name"       the library object `name` itself (a class or function)

Argument numbers may be followed by keyword names: "Kind<0|entity".
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Effect(msgspec.Struct, frozen=True):
    """What a call does beyond returning.

    `kind`: `query` (a read of the database), `write`, `commit`, `flush`, `add` (to a unit of work), `cache`, `send` (network), `enqueue`,
    `lazy` (only when the result is consumed). `bulk` names the form for many items, for messages; `writing` is that form for calls that
    send the statement of their first argument, where it writes.
    """

    kind: str
    bulk: str = ""
    writing: str = ""


class Op(msgspec.Struct, frozen=True):
    """A method, function or attribute: what it gives and does. `loads` says which arguments name relations to load."""

    result: str = ""
    effect: Effect | None = None
    loads: str = ""


class Kind(msgspec.Struct, frozen=True):
    """A library class.

    awaited: the notation for awaiting it, where that gives something else. made: the notation for its items, when it is made.
    names: its qualified names. methods: by name, called; attributes: read. consume: what iterating, `len`, `bool`, `list` or indexing does.
    keeps: whether an object keeps its rows once they were read, so that going over it again asks nothing.
    gathers: the method that sends all calls gathered until then. iterates: the notation for one item. base: a kind whose methods it has too.
    """

    names: tuple[str, ...] = ()
    methods: Mapping[str, Op] = {}
    attributes: Mapping[str, Op] = {}
    consume: Effect | None = None
    keeps: bool = False
    gathers: str = ""
    iterates: str = ""
    awaited: str = ""
    made: str = ""
    base: str = ""


class Relations(msgspec.Struct, frozen=True):
    """How a mapper's fields declare relations to other models.

    to_one, to_many: last names of field classes, `single` those whose other side is one object too. target, reverse: keywords for the other
    model (or the first argument) and for the name of the other side; `unnamed` is that name where none is given, with `{class}` for the
    model's own in lower case. manager: the kind that a relation to many is read as.
    """

    to_one: tuple[str, ...]
    to_many: tuple[str, ...]
    target: tuple[str, ...]
    reverse: tuple[str, ...]
    unnamed: str
    manager: str
    single: tuple[str, ...] = ()


class Library(msgspec.Struct, frozen=True):
    """One library's tables: kinds by name, functions by qualified name, and other spellings of qualified names."""

    name: str
    kinds: Mapping[str, Kind] = {}
    functions: Mapping[str, Op] = {}
    aliases: Mapping[str, str] = {}
    model_bases: tuple[str, ...] = ()
    """Bases that make a class a mapped one."""
    inherited: Mapping[str, Mapping[str, Op]] = {}
    """What a library's base class gives to the project's classes that derive from it, where those are more than a kind: methods by name."""
    rows_from: tuple[str, ...] = ()
    """The members of such a class that tell what its rows are; where there are none, they are its own instances."""
    relations: Relations | None = None
    """How the library's mapped classes declare relations."""
    of_functions: Mapping[str, Op] = {}
    """Methods that decorators give to functions of the project."""
    markers: tuple[str, ...] = ()
    """Calls or subscripts that stand for what their argument provides."""
    carriers: tuple[str, ...] = ()
    """Library objects that hold only what the project assigns to their attributes: `flask.g`, a request's `state`."""
    model_names: str = ""
    """A regular expression for qualified names of mapped classes in other libraries."""
    forwards: Mapping[str, int] = {}
    """Calls, by last name, that call what they are passed at a position with the arguments behind it."""
    providers: tuple[str, ...] = ()
    """Calls that make a provider of their argument."""
    routes: tuple[str, ...] = ()
    """Qualified names of decorators (a trailing `.*` for any method) that make a function a route handler."""


QUERY = Effect("query")
WRITE = Effect("write")
COMMIT = Effect("commit")
