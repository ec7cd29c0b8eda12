"""What other files may need to know of a file: a small intermediate representation (IR) of its code, as plain data.

A file is a tree of *units*: the module, its classes, its functions and lambdas. A unit's `code` is a sequence of
instructions in evaluation order; an instruction is known by its index there, and refers to earlier ones of the same
unit by theirs (static single assignment: a local variable is replaced by the instruction that produced its value, a
`Join` where paths meet). Nothing here says what a call *means*; that needs the whole project, and is the index's work.

`block` is the index in the unit's `blocks` of the innermost loop, branch, handler … that an instruction stands in; block
0 is the unit's own body. Lines and columns count from 1. An index of -1 means "none".
"""

from __future__ import annotations

import msgspec

from ddd_lint.model.suppressions import SuppressionFacts

NONE = -1


class _Ins(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all instructions."""


# -- values ------------------------------------------------------------------------------------------------------------


class Const(_Ins, frozen=True, tag=0):
    """A literal: text (cut after 8,000 characters), number, bool or None. Bytes and `...` stand as their source form."""

    value: str | int | float | bool | None


class Name(_Ins, frozen=True, tag=1):
    """A name that the unit does not bind before: of an enclosing scope, the module, or the builtins."""

    name: str


class Import(_Ins, frozen=True, tag=2):
    """What an import statement binds: an absolute dotted name, or one with leading dots, relative to the module.

    `from m import n` gives `m:n`, `import a.b as c` gives `a.b`, `import a.b` gives `a` (and also loads `a.b`, kept in
    `loads`), `from m import *` gives `m:*`.
    """

    target: str
    line: int
    column: int
    block: int
    loads: str = ""


class Param(_Ins, frozen=True, tag=3):
    """The unit's parameter number `index`."""

    index: int


class Attr(_Ins, frozen=True, tag=4):
    """`base.name`, read. Placed at the attribute's name."""

    base: int
    name: str
    line: int
    column: int
    block: int


class Call(_Ins, frozen=True, tag=5):
    """A call. `names` is empty (all positional) or as long as `args`: "" positional, "*", "**", or the keyword.

    Line and column are those of the callee's last name, `start_line`/`start_column` those of the whole expression.
    """

    func: int
    args: tuple[int, ...]
    names: tuple[str, ...]
    line: int
    column: int
    start_line: int
    start_column: int
    block: int


class Iter(_Ins, frozen=True, tag=6):
    """One item of iterating `base` (`for`, comprehension, star-unpacking)."""

    base: int
    block: int


class Elem(_Ins, frozen=True, tag=7):
    """Element `index` of unpacking `base`."""

    base: int
    index: int


class Subscript(_Ins, frozen=True, tag=8):
    """`base[key]`, read."""

    base: int
    key: int
    line: int
    column: int
    block: int


class Await(_Ins, frozen=True, tag=9):
    """`await base`."""

    base: int


class Join(_Ins, frozen=True, tag=10):
    """One of several values, by the path taken."""

    values: tuple[int, ...]


class Collection(_Ins, frozen=True, tag=11):
    """A list, tuple, set or dict display; `keys` only for dicts, with -1 where `**items[i]` stands."""

    kind: str
    items: tuple[int, ...]
    keys: tuple[int, ...] = ()


class Comp(_Ins, frozen=True, tag=12):
    """A comprehension: kind `list`, `set`, `dict` or `generator`; `block` is its innermost loop block."""

    kind: str
    element: int
    key: int
    block: int


class Op(_Ins, frozen=True, tag=13):
    """An operation: `+`, `==`, `in`, `not in`, `is`, `and`, `or`, `not`, `neg`, `if` (test, then, else), `+=` …"""

    operator: str
    operands: tuple[int, ...]
    line: int
    block: int


class Format(_Ins, frozen=True, tag=14):
    """An f-string; literal parts are `Const`s."""

    parts: tuple[int, ...]
    line: int
    column: int
    block: int


class Def(_Ins, frozen=True, tag=15):
    """The function, class or lambda object of unit number `unit`."""

    unit: int
    block: int


class Star(_Ins, frozen=True, tag=16):
    """`*base` inside a display or index."""

    base: int


class Narrow(_Ins, frozen=True, tag=17):
    """`base` where `isinstance(base, cls)` holds (or, with `cls` -1, where it is not None)."""

    base: int
    cls: int


class Slice(_Ins, frozen=True, tag=18):
    """`lower:upper:step` of a subscript."""

    lower: int
    upper: int
    step: int


class Enter(_Ins, frozen=True, tag=19):
    """What `with base as x` binds."""

    base: int
    is_async: bool


class Caught(_Ins, frozen=True, tag=20):
    """The exception that the handler of block `block` binds."""

    block: int


class Unknown(_Ins, frozen=True, tag=21):
    """A value the IR does not describe."""


# -- what happens ------------------------------------------------------------------------------------------------------


class Bind(_Ins, frozen=True, tag=30):
    """A name is bound: assignment, loop target, `with … as`, import, def, class, walrus, annotation alone (value -1).

    `scope` is "" for the unit itself, "global" or "nonlocal" where it was declared so.
    """

    name: str
    value: int
    annotation: int
    line: int
    column: int
    block: int
    scope: str = ""


class SetAttr(_Ins, frozen=True, tag=31):
    """`base.name = value`, or `base.name <operator> value` such as `+=`."""

    base: int
    name: str
    value: int
    line: int
    column: int
    block: int
    operator: str = ""
    annotation: int = NONE


class SetItem(_Ins, frozen=True, tag=32):
    """`base[key] = value`, or augmented."""

    base: int
    key: int
    value: int
    line: int
    column: int
    block: int
    operator: str = ""


class Return(_Ins, frozen=True, tag=33):
    """`return value` (-1: bare)."""

    value: int
    line: int
    block: int


class Yield(_Ins, frozen=True, tag=34):
    """`yield value`, `yield from value`; as a value, what is sent in."""

    value: int
    is_from: bool
    block: int


class Raise(_Ins, frozen=True, tag=35):
    """`raise exception from cause` (-1: bare); placed at the keyword."""

    exception: int
    cause: int
    line: int
    column: int
    block: int


class Jump(_Ins, frozen=True, tag=36):
    """`break`, `continue` or `pass`."""

    kind: str
    block: int


class Delete(_Ins, frozen=True, tag=37):
    """`del base.name` or `del base[...]` (name ""), `del name` (base -1)."""

    base: int
    name: str
    line: int
    block: int


class Assert(_Ins, frozen=True, tag=38):
    """`assert test`."""

    test: int
    line: int
    block: int


Ins = (
    Const | Name | Import | Param | Attr | Call | Iter | Elem | Subscript | Await | Join | Collection | Comp | Op | Format
    | Def | Star | Narrow | Slice | Enter | Caught | Unknown
    | Bind | SetAttr | SetItem | Return | Yield | Raise | Jump | Delete | Assert
)  # fmt: skip


class Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A nested block.

    kind: `body` (block 0), `for`, `async for`, `while`, `comp` (one `for` clause), `if`, `else` (of `if`, with its
    test), `case`, `try`, `except`, `try-else`, `loop-else`, `finally`, `with`, `async with`.
    value: the iterable, test, exception type (a handler's tuple is a `Collection`), subject or context manager.
    line/column: of the keyword (`for`, `while`, `except` …); `end_line` is the last line of the block.
    """

    kind: str
    parent: int
    value: int
    line: int
    column: int
    end_line: int = 0


class Parameter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """kind: `positional-only`, `positional`, `keyword`, `*`, `**`. Annotation and default: instructions of the unit."""

    name: str
    kind: str
    annotation: int
    default: int
    line: int
    column: int


class Unit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A module, class, function or lambda.

    `qualname` joins the enclosing names with dots (no `<locals>`), "" for the module. Decorators, bases, keywords,
    parameter annotations and defaults, and the return annotation are instructions of this unit, which come first in
    `code` (before index `header`) and are read in the enclosing scope. `falls_through` is whether control can reach the
    end of the body. `line`, `column` are those of the name (`lambda` for lambdas); `end_line` is the last line.
    """

    kind: str
    name: str
    qualname: str
    parent: int
    line: int
    column: int
    end_line: int
    is_async: bool
    is_generator: bool
    falls_through: bool
    params: tuple[Parameter, ...]
    decorators: tuple[int, ...]
    bases: tuple[int, ...]
    keywords: tuple[tuple[str, int], ...]
    returns: int
    header: int
    code: tuple[Ins, ...]
    blocks: tuple[Block, ...]
    type_params: tuple[str, ...] = ()


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """All facts of one file. `units[0]` is the module; a unit's parent comes before it. `templates` are the names of templates in its text."""

    path: str
    units: tuple[Unit, ...]
    exports: tuple[str, ...] | None
    suppressions: SuppressionFacts
    templates: tuple[str, ...] = ()
