"""One unit's code as the rules about handlers read it: what a value is made of, which paths exclude each other, how a branch ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ddd_lint.index.effects import text_of
from ddd_lint.model.facts import (
    Attr,
    Await,
    Call,
    Collection,
    Comp,
    Const,
    Elem,
    Enter,
    Format,
    Ins,
    Iter,
    Join,
    Jump,
    Narrow,
    Op,
    Raise,
    Return,
    Star,
    Subscript,
    Unit,
)  # fmt: skip

BRANCHES = frozenset({"if", "else", "case"})
LOOPS = frozenset({"for", "async for", "comp", "while"})


class Flow:
    """A unit with the ways of its values and of control."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.code = unit.code
        self.blocks = unit.blocks

    # -- values ------------------------------------------------------------------------------------------------------

    def slice(self, *starts: int, calls: bool = True) -> set[int]:
        """The instructions that values are made of, themselves included; without what calls get, unless `calls`."""
        found: set[int] = set()
        waiting = [start for start in starts if start >= 0]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += (part for part in self.parts(at, calls=calls) if part >= 0)
        return found

    def parts(self, at: int, *, calls: bool = True) -> tuple[int, ...]:
        """The values that an instruction is made of, a comprehension's iterables and conditions included."""
        ins = self.code[at]
        if isinstance(ins, Comp):
            around = (self.blocks[number] for number in self.around(ins.block))
            return (ins.element, ins.key, *(block.value for block in around if block.kind == "comp"))
        return operands(ins, calls=calls)

    def plain(self, at: int) -> int:
        """The value behind `await`, narrowing and unpacking of one."""
        while isinstance(ins := self.code[at], Await | Narrow | Enter) and ins.base >= 0:
            at = ins.base
        return at

    def origins(self, at: int) -> frozenset[int]:
        """The instructions that an object comes from, by any path: calls, parameters, attributes."""
        found: set[int] = set()
        waiting = {self.plain(at)}
        while waiting:
            at = waiting.pop()
            ins = self.code[at]
            found.add(at)
            parts = ins.values if isinstance(ins, Join) else (ins.base,) if isinstance(ins, Elem) else ()
            waiting.update({self.plain(part) for part in parts} - found)
        return frozenset(found)

    def text(self, at: int) -> str:
        """A value as it may have been written."""
        return text_of(self.unit, at)

    # -- control -----------------------------------------------------------------------------------------------------

    def around(self, block: int) -> Iterator[int]:
        """A block and the blocks around it, innermost first, the unit's body left out."""
        while block > 0:
            yield block
            block = self.blocks[block].parent

    def within(self, block: int, outer: int) -> bool:
        """Whether a block is another or stands inside it."""
        return outer == 0 or outer in self.around(block)

    @cached_property
    def by_block(self) -> dict[int, list[int]]:
        """Block → the instructions that stand in it directly, in order."""
        found: dict[int, list[int]] = {}
        for at in range(self.unit.header, len(self.code)):
            block = getattr(self.code[at], "block", -1)
            if block >= 0:
                found.setdefault(block, []).append(at)
        return found

    def inside(self, block: int) -> Iterator[int]:
        """The instructions in a block and in those inside it."""
        for number in range(block, len(self.blocks)):
            if self.within(number, block):
                yield from self.by_block.get(number, ())

    def leaves(self, block: int) -> bool:
        """Whether control does not go on behind a block: it ends with `return`, `raise`, `break` or `continue`."""
        return any(
            isinstance(ins := self.code[at], Return | Raise) or (isinstance(ins, Jump) and ins.kind != "pass")
            for at in self.by_block.get(block, ())
        )

    def exclude(self, first: int, second: int) -> bool:
        """Whether a block's code and that of a later one never both run: other branches of one test, or the first leaves before."""
        if first == second:
            return False
        own, other = set(self.around(first)), set(self.around(second))
        for a in own - other:
            if self.leaves(a) and self.blocks[a].kind in (*BRANCHES, "except"):
                return True
            for b in other - own:
                if self._opposed(a, b):
                    return True
        return False

    def _opposed(self, a: int, b: int) -> bool:
        one, two = self.blocks[a], self.blocks[b]
        kinds = {one.kind, two.kind}
        if kinds == {"if", "else"}:
            return one.value == two.value and one.parent == two.parent
        if kinds == {"case"}:
            return one.value == two.value and one.parent == two.parent
        if kinds == {"try", "except"} or kinds == {"except"}:
            return one.parent == two.parent
        if kinds == {"if"}:
            return self._differ(one.value, two.value)
        return False

    def _differ(self, a: int, b: int) -> bool:
        """Whether two tests compare the same thing with different constants."""
        one, two = self.code[a], self.code[b]
        if not (isinstance(one, Op) and isinstance(two, Op) and one.operator == two.operator == "=="):
            return False
        left, right = self.code[one.operands[1]], self.code[two.operands[1]]
        same = self.text(one.operands[0]) == self.text(two.operands[0]) != ""
        return same and isinstance(left, Const) and isinstance(right, Const) and left.value != right.value

    def loops(self, block: int) -> Iterator[int]:
        """The loops that a block stands in, innermost first."""
        return (number for number in self.around(block) if self.blocks[number].kind in LOOPS)


def operands(ins: Ins, *, calls: bool = True) -> tuple[int, ...]:
    """The values that an instruction is made of; of a call only the callee, unless `calls`."""
    if isinstance(ins, Call):
        return (ins.func, *ins.args) if calls else (ins.func,)
    if isinstance(ins, Attr | Await | Iter | Elem | Star | Enter | Narrow):
        return (ins.base,)
    if isinstance(ins, Subscript):
        return (ins.base, ins.key)
    if isinstance(ins, Format):
        return ins.parts
    if isinstance(ins, Op):
        return ins.operands
    if isinstance(ins, Collection):
        return (*ins.items, *ins.keys)
    if isinstance(ins, Join):
        return ins.values
    return ()
