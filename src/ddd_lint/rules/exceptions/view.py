"""One unit's code as the exception rules read it: a tree of blocks, names of values, the way of the caught error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ddd_lint.index.dataflow import operands
from ddd_lint.model.facts import (
    NONE,
    Attr,
    Await,
    Bind,
    Call,
    Caught,
    Const,
    Def,
    Elem,
    Enter,
    FileFacts,
    Iter,
    Join,
    Name,
    Narrow,
    Param,
    Star,
    Subscript,
)  # fmt: skip

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
LOOPS = frozenset(("for", "async for", "while"))


def words_of(name: str) -> list[str]:
    """The words of a snake_case or CamelCase name, lower case."""
    return [word.lower() for word in _WORD.findall(name)]


class UnitView:
    """A unit with what the exception rules ask of it, computed when first asked for."""

    def __init__(self, file: FileFacts, number: int) -> None:
        self.file = file
        self.number = number
        self.unit = file.units[number]
        self.code = self.unit.code
        self.blocks = self.unit.blocks
        self._errors: dict[int, tuple[frozenset[int], frozenset[int]]] = {}

    @cached_property
    def children(self) -> list[list[int]]:
        """Each block's nested blocks, in order."""
        found: list[list[int]] = [[] for _ in self.blocks]
        for number, block in enumerate(self.blocks):
            if block.parent != NONE:
                found[block.parent].append(number)
        return found

    @cached_property
    def by_block(self) -> list[list[int]]:
        """Each block's own instructions (those that know their block)."""
        found: list[list[int]] = [[] for _ in self.blocks]
        for index, ins in enumerate(self.code):
            if ins.__class__ is not Caught and index >= self.unit.header:
                block = getattr(ins, "block", NONE)
                if block != NONE:
                    found[block].append(index)
        return found

    @cached_property
    def bound(self) -> dict[int, str]:
        """Values → the first name they are bound to."""
        found: dict[int, str] = {}
        for ins in self.code:
            if ins.__class__ is Bind and ins.value != NONE:
                found.setdefault(ins.value, ins.name)
        return found

    def below(self, block: int, *, handlers: bool = True) -> Iterator[int]:
        """The block and all blocks in it; without what nested `except` blocks hold, unless `handlers`."""
        yield block
        for child in self.children[block]:
            if handlers or self.blocks[child].kind != "except":
                yield from self.below(child, handlers=handlers)

    def above(self, block: int) -> Iterator[int]:
        """The blocks around a block, innermost first, the unit's body last."""
        block = self.blocks[block].parent
        while block != NONE:
            yield block
            block = self.blocks[block].parent

    def calls(self, block: int, *, handlers: bool = True) -> Iterator[tuple[int, Call]]:
        """The calls in a block and what it holds."""
        for inner in self.below(block, handlers=handlers):
            for index in self.by_block[inner]:
                ins = self.code[index]
                if isinstance(ins, Call):
                    yield index, ins

    def statement_of(self, handler: int) -> tuple[int, list[int]]:
        """A handler's `try` block and all blocks of the same statement, in order."""
        siblings = self.children[self.blocks[handler].parent]
        start = siblings.index(handler)
        while self.blocks[siblings[start]].kind != "try":
            start -= 1
        end = start + 1
        while end < len(siblings) and self.blocks[siblings[end]].kind in ("except", "try-else", "finally"):
            end += 1
        return siblings[start], siblings[start:end]

    # -- names -------------------------------------------------------------------------------------------------------

    def names(self, index: int, depth: int = 0) -> tuple[str, ...]:
        """The names that stand for a value, outermost first: `self.plugin.instance` gives all three."""
        if depth > 12:
            return ()
        ins = self.code[index]
        if isinstance(ins, Attr):
            return (*self.names(ins.base, depth + 1), ins.name)
        if isinstance(ins, Bind):
            return (ins.name,)
        if index in self.bound:
            return (self.bound[index],)
        if isinstance(ins, Name):
            return (ins.name,)
        if isinstance(ins, Param):
            return (self.unit.params[ins.index].name,)
        if isinstance(ins, Def):
            return (self.file.units[ins.unit].name,)
        if isinstance(ins, Call):
            return self.names(ins.func, depth + 1)
        if isinstance(ins, Await | Narrow | Enter | Iter | Elem | Subscript | Star):
            return self.names(ins.base, depth + 1)
        if isinstance(ins, Join):
            return next((found for value in ins.values if (found := self.names(value, depth + 1))), ())
        return ()

    def last_name(self, index: int) -> str:
        """The last name of a callee or decorator: `c` of `a.b.c`, and of `a.b.c(...)` too."""
        ins = self.code[index]
        if isinstance(ins, Call):
            return self.last_name(ins.func)
        if isinstance(ins, Attr):
            return ins.name
        if isinstance(ins, Name):
            return ins.name
        names = self.names(index)
        return names[-1] if names else ""

    def callee_names(self, call: Call) -> tuple[str, ...]:
        """The names of what is called, outermost first."""
        func = self.code[call.func]
        if isinstance(func, Attr):
            return (*self.names(func.base), func.name)
        return self.names(call.func)

    def constant(self, index: int) -> object:
        """A literal's value; None for everything else."""
        ins = self.code[index]
        return ins.value if isinstance(ins, Const) else None

    def argument(self, call: Call, *keywords: str, position: int = NONE) -> int:
        """The argument passed under one of the keywords, or at a position; -1 without one."""
        for number, value in enumerate(call.args):
            name = call.names[number] if call.names else ""
            if name in keywords if name else number == position:
                return value
        return NONE

    # -- the caught error --------------------------------------------------------------------------------------------

    def error_values(self, handler: int) -> tuple[frozenset[int], frozenset[int]]:
        """(the values that are the handler's error itself, the values that hold it or were made of it)."""
        known = self._errors.get(handler)
        if known is None:
            known = self._errors[handler] = self._follow_error(handler)
        return known

    def _follow_error(self, handler: int) -> tuple[frozenset[int], frozenset[int]]:
        whole: set[int] = set()
        derived: set[int] = set()
        for index, ins in enumerate(self.code):
            if ins.__class__ is Caught:
                if ins.block == handler:
                    whole.add(index)
            elif not whole:
                continue
            elif ins.__class__ is Join:
                if whole.intersection(ins.values):
                    whole.add(index)
                elif derived.intersection(ins.values):
                    derived.add(index)
            elif (isinstance(ins, Narrow) and ins.base in whole) or (isinstance(ins, Bind) and ins.value in whole):
                whole.add(index)
            else:
                made_of = operands(ins)
                if not (whole.isdisjoint(made_of) and derived.isdisjoint(made_of)):
                    derived.add(index)
        return frozenset(whole), frozenset(derived)
