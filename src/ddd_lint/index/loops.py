"""Loops over items, told apart from retry, polling, batching and short constant loops."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ddd_lint.index.blocks import within
from ddd_lint.index.effects import text_of
from ddd_lint.index.evaluate import Evaluator
from ddd_lint.index.files import Files
from ddd_lint.index.values import Cls, ExtInst, Fn, Inst, Mod, Ref
from ddd_lint.model.facts import (
    Attr,
    Bind,
    Call,
    Collection,
    Comp,
    Const,
    Def,
    Import,
    Iter,
    Join,
    Jump,
    Name,
    Narrow,
    Op,
    Param,
    Raise,
    Return,
    Slice,
    Star,
    Subscript,
    Unit,
)

_BATCHING = re.compile(r"batch|chunk|window|paginat|pages|slices|partition|grouper", re.IGNORECASE)
_WRAPPERS = frozenset(
    {
        "enumerate",
        "zip",
        "sorted",
        "reversed",
        "list",
        "tuple",
        "set",
        "cast",
        "iter",
        "tqdm",
        "frozenset",
        "dict",
        "OrderedDict",
    }
)
_VIEWS = frozenset({"items", "keys", "values"})
_SHORT = 20
_FEW_TIMES = 10
_MAX_NAMES = 6
"""A constant is followed through so many names."""
_HANDED_ON = 2
_WAITING = frozenset(
    {
        "sleep",
        "wait",
        "poll",
        "get_nowait",
        "brpop",
        "blpop",
        "receive",
        "recv",
        "receive_text",
        "receive_json",
        "readline",
        "consume",
        "select",
    }
)


class Loop(msgspec.Struct, frozen=True):
    """A loop over items: its block's number, and the loop as a reader would name it."""

    block: int
    kind: str
    text: str
    line: int
    column: int


class Loops:
    """Which loop an instruction runs once an item of."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator
        self._items: dict[tuple[Ref, int], bool] = {}

    def around(self, ref: Ref, block: int) -> Iterator[Loop]:
        """The loops over items that a block stands in, innermost first."""
        unit = self._e.files.unit(ref)
        number = block
        while number > 0:
            current = unit.blocks[number]
            if current.kind in ("for", "async for", "comp", "while") and self.over_items(ref, number):
                text = text_of(unit, current.value) if current.kind != "while" else "while"
                yield Loop(number, current.kind, text, current.line, current.column)
            number = current.parent

    def over_items(self, ref: Ref, number: int) -> bool:
        """Whether a loop block goes over items whose number the program does not fix."""
        key = (ref, number)
        known = self._items.get(key)
        if known is None:
            unit = self._e.files.unit(ref)
            block = unit.blocks[number]
            if block.kind == "while":
                known = self._while_over_items(unit, number)
            else:
                known = (
                    not self._constant(ref, block.value)
                    and not self._batches(ref, unit, block.value)
                    and not self._retries(unit, number)
                    and not self._names_attributes(ref, unit, number)
                    and not self._over_classes(ref, block.value)
                )
            self._items[key] = known
        return known

    # -- constants ---------------------------------------------------------------------------------------------------

    def _constant(self, ref: Ref, ins: int, depth: int = 0) -> bool:
        """Whether an iterable is a short literal: written here, bound to a local or module name, an enum, made of such, a short `range`."""
        if ins < 0 or depth > _MAX_NAMES:
            return False
        unit = self._e.files.unit(ref)
        code = unit.code[ins]
        if isinstance(code, Collection):
            return (
                len(code.items) <= _SHORT
                and all(
                    self._constant(ref, star.base, depth + 1)
                    for item in code.items
                    if isinstance(star := unit.code[item], Star)
                )
                and (bool(code.items) or code.kind == "tuple" or self._written_out(ref, ins))
            )
        if isinstance(code, Const):
            return isinstance(code.value, str)
        if isinstance(code, Join):
            return all(self._constant(ref, part, depth + 1) for part in code.values)
        if isinstance(code, Comp):
            return all(
                self._constant(ref, unit.blocks[number].value, depth + 1) for number in _clauses(unit, code.block)
            )
        if isinstance(code, Op) and code.operator in ("+", "or", "if"):
            operands = code.operands[1:] if code.operator == "if" else code.operands
            return all(self._constant(ref, part, depth + 1) for part in operands)
        if isinstance(code, Call):
            callee = unit.code[code.func]
            if isinstance(callee, Name | Import):
                name = callee.name if isinstance(callee, Name) else callee.target.rpartition(":")[2]
                if name == "range":
                    last = unit.code[code.args[-1]] if len(code.args) == 1 else None
                    return isinstance(last, Const) and isinstance(last.value, int) and last.value <= _FEW_TIMES
                if name in _WRAPPERS and code.args:
                    return any(self._constant(ref, argument, depth + 1) for argument in code.args)
            if isinstance(callee, Attr) and callee.name in _VIEWS and not code.args:
                return self._constant(ref, callee.base, depth + 1)
            return isinstance(callee, Attr) and callee.name == "get" and self._table(ref, callee.base, depth + 1)
        if isinstance(code, Subscript):
            return self._table(ref, code.base, depth + 1)
        if isinstance(code, Name | Import | Attr | Def):
            if any(
                isinstance(v, Cls) and any(base.startswith("enum.") for base in self._e.classes.external_bases(v.ref))
                for v in self._e.value(ref, ins)
            ):
                return True
            bindings = self._bindings(ref, ins) if not isinstance(code, Def) else []
            return any(self._constant(where, at, depth + 1) for where, at in bindings)
        if isinstance(code, Narrow):
            return self._constant(ref, code.base, depth + 1)
        return isinstance(code, Bind) and self._constant(ref, code.value, depth + 1)

    def _written_out(self, ref: Ref, ins: int) -> bool:
        """Whether an empty list is filled by single `append`s alone, outside of any loop that it does not stand in itself."""
        unit = self._e.files.unit(ref)
        made = next(
            (
                unit.code[at].block  # type: ignore[union-attr]
                for at in self._e.files.positions(ref, Bind)
                if self._is_or_names(unit, at, ins)
            ),
            0,
        )
        appended = False
        for at in self._e.files.positions(ref, Call):
            call = unit.code[at]
            assert isinstance(call, Call)
            callee = unit.code[call.func]
            if isinstance(callee, Attr) and self._is_or_names(unit, callee.base, ins):
                if callee.name != "append" or _repeats_within(unit, call.block, made):
                    return False
                appended = True
            elif any(self._is_or_names(unit, argument, ins) for argument in call.args):
                return False
        return appended

    @staticmethod
    def _is_or_names(unit: Unit, at: int, ins: int) -> bool:
        code = unit.code[at]
        return at == ins or (isinstance(code, Bind) and code.value == ins)

    def _table(self, ref: Ref, ins: int, depth: int) -> bool:
        """Whether a name stands for a mapping, written where it is bound, that holds nothing but short literals."""
        if depth > _MAX_NAMES or not isinstance(self._e.files.unit(ref).code[ins], Name | Import | Attr):
            return False
        for where, at in self._bindings(ref, ins):
            held = self._e.files.unit(where).code[at] if at >= 0 else None
            if isinstance(held, Collection) and held.kind == "dict" and held.items:
                return all(self._constant(where, item, depth + 1) for item in held.items)
            return held is not None and self._table(where, at, depth + 1)
        return False

    def _bindings(self, ref: Ref, ins: int) -> list[tuple[Ref, int]]:
        """Where a name that is bound just once was given its value: a module's constant, a class's, through imports."""
        unit = self._e.files.unit(ref)
        code = unit.code[ins]
        candidates: list[tuple[Ref, str]] = []
        if isinstance(code, Name):
            number = ref[1]
            while number >= 0:
                candidates.append(((ref[0], number), code.name))
                number = self._e.files.facts[ref[0]].units[number].parent
        elif isinstance(code, Import):
            module, _, name = code.target.partition(":")
            located = self._e.modules.locate(module, ref[0])
            if located is not None and not located[1] and located[0] in self._e.files.facts:
                candidates.append(((located[0], 0), name))
        else:
            assert isinstance(code, Attr)
            for value in self._e.value(ref, code.base):
                if isinstance(value, Mod) and value.path in self._e.files.facts:
                    candidates.append(((value.path, 0), code.name))
                elif isinstance(value, Cls | Inst):
                    candidates += [(base, code.name) for base, _ in self._e.classes.ancestry(value.ref)]
        for where, name in candidates:
            found = self._e.files.binds(where).get(name, [])
            if found:
                if len(found) > 1:
                    return []
                owner_unit = (where[0], found[0][0])
                bind = self._e.files.unit(owner_unit).code[found[0][1]]
                return [(owner_unit, bind.value)] if isinstance(bind, Bind) else []
        return []

    def _over_classes(self, ref: Ref, ins: int) -> bool:
        """Whether the items are classes: the program has only so many."""
        items = self._e.iterate(self._e.value(ref, ins))
        return any(isinstance(item, Cls) for item in items) and all(
            isinstance(item, Cls) or (isinstance(item, ExtInst) and item.name == "builtins.type") for item in items
        )

    def _names_attributes(self, ref: Ref, unit: Unit, number: int) -> bool:
        """Whether the items name attributes that are read: a class has only so many."""
        items = frozenset(
            at
            for at in self._e.files.positions(ref, Iter)
            if unit.code[at].block == number  # type: ignore[union-attr]
        )
        return bool(items) and self._reads_by_name(ref, items, 0)

    def _reads_by_name(self, ref: Ref, names: frozenset[int], depth: int) -> bool:
        """Whether some instructions are the names of attributes read by a unit, or by a function that it hands them to."""
        unit = self._e.files.unit(ref)
        for at in self._e.files.positions(ref, Call):
            call = unit.code[at]
            assert isinstance(call, Call)
            if names.isdisjoint(call.args):
                continue
            callee = unit.code[call.func]
            if isinstance(callee, Name) and callee.name == "getattr":
                if not names.isdisjoint(call.args[1:2]):
                    return True
            elif depth < _HANDED_ON and any(
                self._reads_by_name(target, params, depth + 1) for target, params in self._handed(ref, call, names)
            ):
                return True
        return False

    def _handed(self, ref: Ref, call: Call, names: frozenset[int]) -> Iterator[tuple[Ref, frozenset[int]]]:
        """The project's functions that a call reaches, with the parameters that get one of some instructions."""
        for func in self._e.value(ref, call.func):
            if isinstance(func, Fn):
                bound = 0 if func.owner is None else 1
                target = self._e.files.unit(func.ref)
                yield (
                    func.ref,
                    frozenset(
                        at
                        for at in self._e.files.positions(func.ref, Param)
                        if self._e.argument(call, target, target.code[at].index, bound) in names  # type: ignore[union-attr]
                    ),
                )

    # -- batches, retries, polling -----------------------------------------------------------------------------------

    def _batches(self, ref: Ref, unit: Unit, ins: int) -> bool:
        code = unit.code[ins]
        if isinstance(code, Bind) and code.value >= 0:
            return self._batches(ref, unit, code.value)
        if isinstance(code, Call):
            callee = unit.code[code.func]
            name = (
                callee.name
                if isinstance(callee, Name | Attr)
                else callee.target.rpartition(":")[2]
                if isinstance(callee, Import)
                else ""
            )
            if name == "range" and len(code.args) == 3:
                return True
            if name in ("enumerate", "tqdm", "iter", "list") and code.args:
                return self._batches(ref, unit, code.args[0])
            return bool(_BATCHING.search(name)) or name == "page_range"
        if isinstance(code, Comp):
            element = unit.code[code.element]
            # [items[i:i + n] for i in range(0, len(items), n)]
            return isinstance(element, Subscript) and unit.code[element.key].__class__.__name__ == "Slice"
        return isinstance(code, Attr) and code.name == "page_range"

    def _retries(self, unit: Unit, number: int) -> bool:
        """`for attempt in range(n):` whose body tries, and leaves at success; `for _ in range(n):` that leaves early or takes a slice a turn.

        The latter go on from what the turn before found: page by page, or level by level.
        """
        block = unit.blocks[number]
        code = unit.code[block.value] if block.value >= 0 else None
        if not (isinstance(code, Call) and text_of(unit, code.func) in ("range", "itertools.count", "count")):
            return False
        inside = _blocks_within(unit, number)
        tries = any(unit.blocks[inner].kind == "except" for inner in inside)
        leaves = any(
            (isinstance(ins, Return) and ins.block in inside)
            or (isinstance(ins, Jump) and ins.kind == "break" and ins.block in inside)
            for ins in unit.code
        )
        target = next((ins.name for ins in unit.code if isinstance(ins, Bind) and ins.block == number), "")
        slices = any(
            isinstance(ins, Subscript) and ins.block in inside and isinstance(unit.code[ins.key], Slice)
            for ins in unit.code
        )
        if target.startswith("_") and (leaves or slices):
            return True
        return (tries and leaves) or bool(re.search(r"attempt|retr|tries", target))

    def _while_over_items(self, unit: Unit, number: int) -> bool:
        """A `while` that takes items out of a local collection; one that waits, polls or pages is no loop over items."""
        inside = _blocks_within(unit, number)
        takes = False
        for ins in unit.code:
            if isinstance(ins, Call) and ins.block in inside and isinstance(callee := unit.code[ins.func], Attr | Name):
                if callee.name in _WAITING if isinstance(callee, Attr) else callee.name == "sleep":
                    return False
                if isinstance(callee, Attr) and callee.name in ("pop", "popleft"):
                    takes = True
        return takes


def _clauses(unit: Unit, block: int) -> list[int]:
    """The loop blocks of a comprehension, from the innermost."""
    found: list[int] = []
    while unit.blocks[block].kind in ("comp", "if"):
        if unit.blocks[block].kind == "comp":
            found.append(block)
        block = unit.blocks[block].parent
    return found


def _blocks_within(unit: Unit, outer: int) -> set[int]:
    inside = {outer}
    for number in range(outer + 1, len(unit.blocks)):
        if unit.blocks[number].parent in inside:
            inside.add(number)
    return inside


def leaves_after(files: Files, ref: Ref, position: int, block: int, loop: int) -> bool:
    """Whether the loop is left for good right after an instruction: an unconditional `return`, `break` or `raise` behind it on its own path."""
    if position < 0:
        return False
    unit = files.unit(ref)
    path = {block}
    number = block
    while number != loop and number > 0:
        number = unit.blocks[number].parent
        path.add(number)
    leaves = sorted(at for kind in (Return, Raise, Jump) for at in files.positions(ref, kind) if at > position)
    for at in leaves:
        ins = unit.code[at]
        assert isinstance(ins, Return | Raise | Jump)
        if not isinstance(ins, Jump):
            if ins.block in path:
                return True
        elif ins.kind == "break":
            if ins.block in path and _loop_of(unit, ins.block) == loop:
                return True
        elif ins.kind == "continue" and _may_follow(unit, ins, position, path):
            return False
    return False


def _loop_of(unit: Unit, block: int) -> int:
    """The innermost loop that a block stands in or is."""
    while unit.blocks[block].kind not in ("for", "async for", "while", "comp"):
        block = unit.blocks[block].parent
    return block


def _repeats_within(unit: Unit, block: int, outer: int) -> bool:
    """Whether a loop stands around a block, but not around an outer one."""
    while block > 0 and not within(unit, outer, block):
        if unit.blocks[block].kind in ("for", "async for", "while", "comp"):
            return True
        block = unit.blocks[block].parent
    return False


def _may_follow(unit: Unit, jump: Jump, position: int, path: set[int]) -> bool:
    """Whether a jump may be met behind an instruction that stands on a path of blocks: under conditions asked after it only."""
    number = jump.block
    while number not in path:
        block = unit.blocks[number]
        if block.kind not in ("if", "else") or block.value < position:
            return False
        number = block.parent
    return True
