"""Where the attributes of objects are assigned and judged: outside of the objects' own methods, over the whole project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.values import Cls, Inst, Ref
from ddd_lint.model.facts import Attr, Call, Const, Op, SetAttr, Subscript, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

ANY = "*"
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"})


class Change(msgspec.Struct, frozen=True):
    """An attribute of an object of class `of` is assigned (or, where it was asked for, judged) in unit `where`.

    `attribute` is `ANY` for `setattr` with a name that is only known when it runs; `ins` is the instruction.
    """

    of: Ref
    attribute: str
    where: Ref
    ins: int
    line: int
    column: int


class Changes:
    """Assignments to and decisions on attributes, found by the attribute's name and kept where the object's class is known."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._assigned: dict[str, list[tuple[Ref, int]]] | None = None
        self._dynamic: list[Change] | None = None

    def _sites(self, name: str) -> list[tuple[Ref, int]]:
        if self._assigned is None:
            self._assigned = {}
            for path, facts in self._project.files.items():
                roles = self._project.roles(path)
                if roles.test or roles.migration:
                    continue
                for number, unit in enumerate(facts.units):
                    for position in self._project.evaluator.files.positions((path, number), SetAttr):
                        ins = unit.code[position]
                        if isinstance(ins, SetAttr) and ins.value >= 0:
                            self._assigned.setdefault(ins.name, []).append(((path, number), position))
        return self._assigned.get(name, [])

    def assigned(self, of: Ref, names: Iterable[str]) -> list[Change]:
        """Every assignment to one of the fields of an instance of a class, outside of its own and its bases' methods."""
        found: list[Change] = []
        for name in names:
            for where, position in self._sites(name):
                unit = self._e.files.unit(where)
                ins = unit.code[position]
                assert isinstance(ins, SetAttr)
                if self._is_own(where, unit, ins.base):
                    continue
                if self._is_instance(where, ins.base, of):
                    found.append(Change(of, name, where, position, ins.line, ins.column))
        found += (change for change in self._set_dynamically() if self._covers(change.of, of))
        return sorted(found, key=_place)

    def _set_dynamically(self) -> list[Change]:
        """Calls of `setattr(object, name, …)`, where the name is not written out."""
        if self._dynamic is None:
            self._dynamic = []
            for where, position in self._e.files.calls_named("setattr"):
                roles = self._project.roles(where[0])
                unit = self._e.files.unit(where)
                call = unit.code[position]
                if roles.test or roles.migration or not isinstance(call, Call) or len(call.args) < 3:
                    continue
                key = unit.code[call.args[1]]
                attribute = key.value if isinstance(key, Const) and isinstance(key.value, str) else ANY
                for value in self._e.value(where, call.args[0]):
                    if isinstance(value, Inst) and not self._is_own(where, unit, call.args[0]):
                        self._dynamic.append(Change(value.ref, attribute, where, position, call.line, call.column))
        return self._dynamic

    def judged(self, of: Ref, names: frozenset[str]) -> list[Change]:
        """Every place outside the class where one of the fields is compared with a value, or a rule looked up by it; new objects left out."""
        found: list[Change] = []
        for path, facts in self._project.files.items():
            roles = self._project.roles(path)
            if roles.test or roles.migration:
                continue
            for number, unit in enumerate(facts.units):
                where = (path, number)
                for position in judged_in(unit):
                    ins = unit.code[position]
                    if not isinstance(ins, Attr) or ins.name not in names or self._is_own(where, unit, ins.base):
                        continue
                    if self._is_instance(where, ins.base, of) and not self._is_new(where, ins.base):
                        found.append(Change(of, ins.name, where, position, ins.line, ins.column))
        return sorted(found, key=_place)

    def _is_own(self, where: Ref, unit: Unit, base: int) -> bool:
        """Whether an object is the receiver of the method that handles it."""
        return base == unit.header and bool(unit.params) and self._e.classes.is_method(where)

    def _is_new(self, where: Ref, base: int) -> bool:
        """Whether an object is one that the same function makes."""
        ins = self._e.files.unit(where).code[base]
        return isinstance(ins, Call) and any(isinstance(value, Cls) for value in self._e.value(where, ins.func))

    def _is_instance(self, where: Ref, base: int, of: Ref) -> bool:
        return any(isinstance(value, Inst) and self._covers(value.ref, of) for value in self._e.value(where, base))

    def _covers(self, ref: Ref, of: Ref) -> bool:
        return ref == of or self._e.classes.derives(ref, of)


def _place(change: Change) -> tuple[str, int, int]:
    return (change.where[0], change.line, change.column)


def judged_in(unit: Unit) -> list[int]:
    """The instructions that a unit compares with something, other than for being there at all, or looks a rule up by."""
    code = unit.code
    found: list[int] = []
    for ins in code:
        if isinstance(ins, Op):
            to_none = any(isinstance(other := code[part], Const) and other.value is None for part in ins.operands)
            if ins.operator in _COMPARISONS and not to_none:
                found += ins.operands
        elif isinstance(ins, Subscript):
            found.append(ins.key)
        elif isinstance(ins, Call) and ins.args and isinstance(callee := code[ins.func], Attr) and callee.name == "get":
            found.append(ins.args[0])
    return found
