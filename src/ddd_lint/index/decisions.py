"""Where a function decides about an object: it reads the object's state and changes it by assignment, instead of asking it to act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks.records import IDENTITIES
from ddd_lint.index.blocks import within
from ddd_lint.index.dataflow import made_of, operands, origin, path_of
from ddd_lint.index.values import Cls, Fn, Inst, Ref
from ddd_lint.model.facts import (
    NONE,
    Attr,
    Bind,
    Call,
    Collection,
    Comp,
    Const,
    Import,
    Ins,
    Iter,
    Jump,
    Name,
    Op,
    Param,
    Raise,
    Return,
    SetAttr,
    Subscript,
    Unit,
)

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Write(msgspec.Struct, frozen=True):
    """An attribute (`path`, from the object) is assigned; `by` is the operator, "" for `=`."""

    ins: int
    path: tuple[str, ...]
    value: int
    by: str
    block: int
    line: int
    column: int


class Decision(msgspec.Struct, frozen=True):
    """What a function decides about one object of class `of`: its writes, and the read that the first of them follows from.

    `branches` is whether that read decides a branch, rather than makes up a value.
    """

    of: Ref
    writes: tuple[Write, ...]
    read: Attr | None
    branches: bool


class _Object:
    """What one function reads of one object."""

    def __init__(self) -> None:
        self.reads: dict[int, tuple[str, ...]] = {}
        """The attributes whose value is used, by instruction; one that only leads to another, or to a method, is none."""
        self.seen: set[int] = set()
        """Those and the attributes whose methods are called."""


Key = tuple[int, str]
_PLAIN = frozenset(
    {
        "len",
        "bool",
        "any",
        "all",
        "sum",
        "min",
        "max",
        "abs",
        "int",
        "str",
        "float",
        "isinstance",
        "hasattr",
        "set",
        "list",
        "sorted",
    }
)
"""Builtins through which a test still judges what they are given."""


class Decisions:
    """Reads functions for decisions about objects."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._known: dict[Ref, list[Decision]] = {}
        self._about: dict[Ref, list[tuple[Ref, Decision]]] | None = None

    def of(self, where: Ref) -> list[Decision]:
        """The decisions of a function about objects that it gets from elsewhere, at most one for each class, in order."""
        known = self._known.get(where)
        if known is None:
            known = self._known[where] = list(self._find(where))
        return known

    def about(self) -> dict[Ref, list[tuple[Ref, Decision]]]:
        """Class → the decisions about its objects, of all functions but those that only make, map or store objects."""
        if self._about is None:
            self._about = {}
            domain, files = self._project.domain, self._project.files
            for path, facts in files.items():
                roles = self._project.roles(path)
                if roles.test or roles.migration or roles.script:
                    continue
                for number, unit in enumerate(facts.units):
                    where = (path, number)
                    if unit.kind != "function" or not self._e.files.positions(where, SetAttr):
                        continue
                    if not domain.keeps(where) and not domain.is_in_subject(where):
                        for decision in self.of(where):
                            self._about.setdefault(decision.of, []).append((where, decision))
        return self._about

    def _find(self, where: Ref) -> Iterator[Decision]:
        unit = self._e.files.unit(where)
        own = self._e.classes.is_method(where)
        written: dict[Key, tuple[Ref, list[Write]]] = {}
        for key, writes in _writes(unit, self._e.files.positions(where, SetAttr), own=own).items():
            of = self._domain_class(where, unit, key)
            if of is None or self._is_new(where, unit, key[0]):
                continue
            names = self._project.domain.shapes.names(of)
            told = [w for w in writes if w.path[0] in names or w.path[0].removesuffix("_id") in names]
            if told:
                written[key] = of, told
        if not written:
            return
        found: set[Ref] = set()
        tested = _tests(unit)
        things = _objects(unit, written.keys(), own=own)
        for key, (of, told) in written.items():
            decision = _judge(unit, of, told, things[key], tested) if of not in found else None
            if decision is not None:
                found.add(of)
                yield decision

    def _domain_class(self, where: Ref, unit: Unit, key: Key) -> Ref | None:
        position, attribute = key
        values = self._e.value(where, position)
        if not values:
            # `order: Order = load()`, where only the annotation tells.
            binds = [at for at in self._e.files.positions(where, Bind) if unit.code[at].annotation != NONE]  # type: ignore[union-attr]
            values = next((self._e.value(where, at) for at in binds if origin(unit, at) == position), ())
        for value in values:
            for inner in self._e.attribute(value, attribute) if attribute else (value,):
                if isinstance(inner, Inst) and self._project.domain.is_subject(inner.ref):
                    return inner.ref
        return None

    def _is_new(self, where: Ref, unit: Unit, position: int) -> bool:
        """Whether the function makes the object itself, by its class or a factory."""
        ins = unit.code[position]
        held = ins.base if isinstance(ins, Subscript | Iter) else NONE
        made = unit.code[held] if held != NONE else ins
        if isinstance(made, Call) and isinstance(callee := unit.code[made.func], Attr):
            held = callee.base
        if held != NONE and isinstance(unit.code[origin(unit, held)], Collection):
            # The function fills the container itself.
            return True
        if not isinstance(ins, Call):
            return False
        makers = self._e.value(where, ins.func)
        return any(isinstance(func, Cls) or (isinstance(func, Fn) and self._makes(func.ref)) for func in makers)

    def _makes(self, function: Ref) -> bool:
        """Whether a function gives an object that it has just made."""
        unit = self._e.files.unit(function)
        for ins in self._e.files.each(function, Return):
            if ins.value != NONE:
                made = unit.code[origin(unit, ins.value)]
                if isinstance(made, Call) and any(
                    isinstance(value, Cls) for value in self._e.value(function, made.func)
                ):
                    return True
        return False


def _thing(unit: Unit, base: int, *, own: bool) -> tuple[Key, tuple[str, ...]] | None:
    """The object that a chain of attributes starts from, and the names along it; None for the unit's own receiver.

    An object is known by the instruction that makes it; one that the unit's own receiver holds, by that attribute too.
    """
    start, names = path_of(unit, base)
    if own and start == unit.header:
        return ((start, names[0]), names[1:]) if names else None
    return (start, ""), names


def _writes(unit: Unit, positions: Iterable[int], *, own: bool) -> dict[Key, list[Write]]:
    """Where a unit assigns to each object's attributes."""
    found: dict[Key, list[Write]] = {}
    for position in positions:
        ins = unit.code[position]
        assert isinstance(ins, SetAttr)
        held = _thing(unit, ins.base, own=own) if ins.value != NONE else None
        if held is not None:
            write = Write(position, (*held[1], ins.name), ins.value, ins.operator, ins.block, ins.line, ins.column)
            found.setdefault(held[0], []).append(write)
    return found


def _objects(unit: Unit, keys: Iterable[Key], *, own: bool) -> dict[Key, _Object]:
    """Where a unit uses the values of some objects' attributes."""
    code = unit.code
    found = {key: _Object() for key in keys}
    callees = {ins.func for ins in code if isinstance(ins, Call)}
    used = {part for ins in code if not isinstance(ins, Attr) for part in operands(ins)} - callees
    used |= {block.value for block in unit.blocks} | {ins.value for ins in code if isinstance(ins, SetAttr | Return)}

    for position, ins in enumerate(code):
        if ins.__class__ is Attr and position not in callees:
            held = _thing(unit, position, own=own)
            if held is not None and held[1] and held[0] in found:
                thing = found[held[0]]
                thing.seen.add(position)
                if position in used:
                    thing.reads[position] = held[1]
    return found


def _tests(unit: Unit) -> dict[int, set[int]]:
    """The instructions that decide a branch → what decides it, as far as no function of the project or a library comes between."""
    tests = {block.value for block in unit.blocks if block.kind in ("if", "while", "case") and block.value != NONE}
    tests |= {ins.operands[0] for ins in unit.code if isinstance(ins, Op) and ins.operator == "if"}
    return {test: _decides(unit, test) for test in sorted(tests)}


def _decides(unit: Unit, test: int) -> set[int]:
    found: set[int] = set()
    pending = [test]
    while pending:
        position = pending.pop()
        if position == NONE or position in found:
            continue
        ins = unit.code[position]
        if isinstance(ins, Call):
            callee = unit.code[ins.func]
            if isinstance(callee, Attr):
                pending.append(callee.base)
            elif isinstance(callee, Name) and callee.name in _PLAIN:
                pending += ins.args
            continue
        found.add(position)
        pending += operands(ins)
    return found


def _judge(unit: Unit, of: Ref, assigned: list[Write], thing: _Object, tested: dict[int, set[int]]) -> Decision | None:
    """Whether what is done with an object is a decision about it."""
    branch = next(_branches(unit, thing, assigned, tested), None)
    if branch is not None:
        return Decision(of, tuple(assigned), _attr(unit, branch), True)
    if len({write.path for write in assigned}) < 2:
        return None
    for write in assigned:
        made = made_of(unit, write.value)
        derived = {
            read for read in made & thing.seen - _looked_up_by(unit, made) if not is_identity(_attr(unit, read).name)
        }
        if write.by or derived:
            return Decision(of, tuple(assigned), _attr(unit, min(derived)) if derived else None, False)
    return Decision(of, tuple(assigned), None, False) if _goes_through_states(unit, assigned) else None


def _looked_up_by(unit: Unit, made: set[int]) -> set[int]:
    """What makes up the keys under which a value is found in a mapping that was loaded: they say which object it is for."""
    found: set[int] = set()
    for position in made:
        ins = unit.code[position]
        container, key = NONE, NONE
        if isinstance(ins, Subscript):
            container, key = ins.base, ins.key
        elif isinstance(ins, Call) and ins.args and isinstance(callee := unit.code[ins.func], Attr):
            container, key = (callee.base, ins.args[0]) if callee.name == "get" else (NONE, NONE)
        if key != NONE and _is_loaded(unit.code[origin(unit, container)]):
            found |= made_of(unit, key)
    return found


def _is_loaded(container: Ins) -> bool:
    """Whether a mapping is handed in or put together by the function: no table of the module's constants."""
    return isinstance(container, Param | Call | Comp) or (isinstance(container, Collection) and not container.items)


def _branches(unit: Unit, thing: _Object, assigned: list[Write], tested: dict[int, set[int]]) -> Iterator[int]:
    """The reads that decide whether or to what the object is changed.

    Giving an absent attribute its default is no change, and to ask whether it has its new value already is no decision. To look for an
    object by its identity is one only if what it holds is then changed by some amount.
    """
    for test, parts in tested.items():
        for read in sorted(parts & thing.reads.keys()):
            path = thing.reads[read]
            for write in assigned:
                if (
                    write.ins > read
                    and (write.by or not is_identity(path[-1]))
                    and not _is_default(unit, write, path, test)
                    and not _is_unchanged(unit, write, path, test, parts)
                    and (_depends(unit, write, test) or (write.by and write.path == path))
                ):
                    yield read
                    break


def _depends(unit: Unit, write: Write, test: int) -> bool:
    """Whether a test decides if a write happens, or what it writes."""
    branches = {number for number, block in enumerate(unit.blocks) if block.value == test}
    if any(within(unit, write.block, branch) for branch in branches):
        return True
    parents = {unit.blocks[branch].parent for branch in branches}
    leaving = any(
        isinstance(ins, Return | Raise | Jump)
        and ins.block in branches
        and not (isinstance(ins, Jump) and ins.kind == "pass")
        for ins in unit.code
    )
    if leaving and any(within(unit, write.block, parent) for parent in parents):
        return True
    made = made_of(unit, write.value)
    for position, ins in enumerate(unit.code):
        if isinstance(ins, Op) and ins.operator == "if" and ins.operands[0] == test and position in made:
            return True
        if isinstance(ins, Bind) and ins.value in made and ins.block in branches:
            return True
    return False


def _is_unchanged(unit: Unit, write: Write, path: tuple[str, ...], test: int, parts: set[int]) -> bool:
    """Whether a test only asks if an attribute is what a write makes it: `if row.missing: row.missing = False`."""
    if write.by or write.path != path:
        return False
    new = origin(unit, write.value)
    made = unit.code[new]
    if isinstance(unit.code[test], Attr) and isinstance(made, Const) and not made.value:
        return True
    comparisons = (ins for part in parts if isinstance(ins := unit.code[part], Op) and ins.operator in ("==", "!="))
    return any(new in {origin(unit, operand) for operand in ins.operands} for ins in comparisons)


def _goes_through_states(unit: Unit, assigned: list[Write]) -> bool:
    """Whether one attribute gets a settled value, and later another one on the same way through the function."""
    settled = [write for write in assigned if not write.by and _is_settled(unit, write.value)]
    for number, first in enumerate(settled):
        for second in settled[number + 1 :]:
            if first.path == second.path and (
                within(unit, first.block, second.block) or within(unit, second.block, first.block)
            ):
                return True
    return False


def _is_default(unit: Unit, write: Write, path: tuple[str, ...], test: int) -> bool:
    """Whether a write only fills the very attribute that a test finds empty: with a constant, nothing, or a new object."""
    value = unit.code[origin(unit, write.value)]
    empty = isinstance(value, Const) or (isinstance(value, Collection) and not value.items)
    if isinstance(value, Call) and isinstance(callee := unit.code[value.func], Name | Import):
        name = callee.name if isinstance(callee, Name) else callee.target.rpartition(":")[2]
        empty = name[:1].isupper()
    return write.path == path and not write.by and empty and _asks_for_absence(unit, test)


def _asks_for_absence(unit: Unit, test: int) -> bool:
    """Whether a test asks whether an attribute is missing."""
    ins = unit.code[test]
    return (
        isinstance(ins, Op) and ins.operator in ("not", "is", "is not") and isinstance(unit.code[ins.operands[0]], Attr)
    )


def _is_settled(unit: Unit, value: int) -> bool:
    """Whether a value is settled by the function itself: a constant, or a name out of a class or module."""
    ins = unit.code[value]
    if isinstance(ins, Attr):
        start, _ = path_of(unit, value)
        return not isinstance(unit.code[start], Param | Call | Iter)
    return isinstance(ins, Const)


def _attr(unit: Unit, position: int) -> Attr:
    ins = unit.code[position]
    assert isinstance(ins, Attr)
    return ins


def is_identity(name: str) -> bool:
    """Whether an attribute only says which object it is, or which other one it belongs to."""
    return name in IDENTITIES or name.endswith(("_id", "_uuid"))
