"""What a template reads, as plain data: one form for the template languages of Django and Jinja.

A template is a sequence of nodes in the order in which they are rendered. Lines and columns count from 1.
"""

from __future__ import annotations

from typing import Union

import msgspec

from ddd_lint.model.graphql import SchemaType

DJANGO = "django"
JINJA = "jinja"


class _Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all expressions and nodes."""


# -- expressions -------------------------------------------------------------------------------------------------------


class Var(_Node, frozen=True, tag=0):
    """A name of the context, or one that the template binds; `True`, `False` and `None` are these."""

    name: str


class Member(_Node, frozen=True, tag=1):
    """`base.name` or `base["name"]`: an attribute, a key or, of digits, an item. Placed at the name."""

    base: Expr
    name: str
    line: int
    column: int


class Invoke(_Node, frozen=True, tag=2):
    """`func(args)`, which only Jinja writes; `names` is as long as `args`: "" for those by position."""

    func: Expr
    args: tuple[Expr, ...]
    names: tuple[str, ...]
    line: int
    column: int


class Filtered(_Node, frozen=True, tag=3):
    """`base|name:args`, `base|name(args)`; `names` as in `Invoke`."""

    base: Expr
    name: str
    args: tuple[Expr, ...]
    names: tuple[str, ...]
    line: int
    column: int


class Text(_Node, frozen=True, tag=4):
    """A literal text."""

    value: str


class Either(_Node, frozen=True, tag=5):
    """One of several values: `a or b`, `a if c else b`."""

    parts: tuple[Expr, ...]


class Reads(_Node, frozen=True, tag=6):
    """A value that nothing is known of, and what is read to make it: a comparison, a sum, a list of its own."""

    parts: tuple[Expr, ...] = ()


class Groups(_Node, frozen=True, tag=7):
    """The items of `base` in groups with `grouper` and `list`, by an attribute of theirs."""

    base: Expr
    by: str
    line: int
    column: int


class Slice(_Node, frozen=True, tag=8):
    """Some of the items of `base`."""

    base: Expr


Expr = Union[Var, Member, Invoke, Filtered, Text, Either, Reads, Groups, Slice]  # noqa: UP007 -- used as a forward name above


# -- nodes -------------------------------------------------------------------------------------------------------------


class Shown(_Node, frozen=True, tag=20):
    """An expression that is `printed`, or else looked at: as a condition, or as an argument of a tag. Placed at its last name."""

    value: Expr
    printed: bool
    line: int
    column: int


class For(_Node, frozen=True, tag=21):
    """A loop. `targets` are the names that an item, or its parts one by one, are bound to."""

    targets: tuple[str, ...]
    iterable: Expr
    body: tuple[Node, ...]
    line: int
    column: int


class Once(_Node, frozen=True, tag=22):
    """What a loop renders for its first or last item alone."""

    body: tuple[Node, ...]


class When(_Node, frozen=True, tag=31):
    """What is rendered only where names are true, or else false, all of them; branches stand beside each other."""

    conditions: tuple[tuple[str, bool], ...]
    body: tuple[Node, ...]


class Scope(_Node, frozen=True, tag=23):
    """What is bound inside is bound only there."""

    body: tuple[Node, ...]


class Let(_Node, frozen=True, tag=24):
    """A name is bound, until the scope ends."""

    name: str
    value: Expr


class Include(_Node, frozen=True, tag=25):
    """Another template is rendered here: the first of `names` that exists, with the names bound here (unless `only`) and `given`."""

    names: tuple[str, ...]
    given: tuple[tuple[str, Expr], ...]
    only: bool


class Block(_Node, frozen=True, tag=26):
    """A part that templates which extend this one may replace."""

    name: str
    body: tuple[Node, ...]


class Super(_Node, frozen=True, tag=27):
    """What the extended template has in this block."""


class Macro(_Node, frozen=True, tag=28):
    """A macro's definition; parameters without a value are passed by who calls it."""

    name: str
    params: tuple[str, ...]
    body: tuple[Node, ...]


class Macros(_Node, frozen=True, tag=29):
    """Macros of another template by name and the name that they get here; "" is all of them, as members of that name."""

    template: str
    names: tuple[tuple[str, str], ...]


class Tag(_Node, frozen=True, tag=30):
    """A tag that the language itself does not have, with its arguments; `names` as in `Invoke`. `target` is the name that it binds, or ""."""

    name: str
    args: tuple[Expr, ...]
    names: tuple[str, ...]
    target: str
    line: int
    column: int


Node = Union[Shown, For, Once, When, Scope, Let, Include, Block, Super, Macro, Macros, Tag]  # noqa: UP007 -- used as a forward name above


class TemplateFacts(msgspec.Struct, frozen=True, array_like=True):
    """All facts of one template; `path` is relative to the project root, `extends` the name of the template that it extends, or "".

    `types` are those of a GraphQL schema, which is read as a template is: where some code needs it.
    """

    path: str
    dialect: str
    extends: str
    nodes: tuple[Node, ...]
    types: tuple[SchemaType, ...] = ()
