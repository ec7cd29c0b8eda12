"""Branches that a call rules out by the flags that it passes: with `def save(row, *, flush=False)`, `save(row)` runs nothing below `if flush:`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ddd_lint.index.blocks import within
from ddd_lint.index.dataflow import made_of
from ddd_lint.index.values import Flag, Lit, Ref, Value, Values
from ddd_lint.model.facts import Call, Const, Ins, Narrow, Op, Param, Raise, Return, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_SHORT_CIRCUITS = frozenset({"and", "or", "if"})

Passed = tuple[tuple[int, Flag], ...]
"""What a call passes for parameters which the function's branches test, by parameter number."""


class Flags:
    """Answers about flags; which parameters a unit tests is memoised."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator
        self._tests: dict[Ref, frozenset[int]] = {}

    def passed(self, ref: Ref, call: Call, target: Ref, bound: int, known: Passed) -> Passed:
        """The flags of one call: literals, defaults of what is left out, and the caller's own flags (`known`) handed on."""
        tested = self._tested(target)
        if not tested or "**" in call.names or "*" in call.names:
            return ()
        caller, unit = self._e.files.unit(ref), self._e.files.unit(target)
        found: list[tuple[int, Flag]] = []
        for position in sorted(tested):
            argument = self._e.argument(call, unit, position, bound)
            default = unit.params[position].default
            code = caller.code[argument] if argument >= 0 else unit.code[default] if default >= 0 else None
            if isinstance(code, Const) and (code.value is None or isinstance(code.value, bool)):
                found.append((position, code.value))
            elif isinstance(code, Param):
                found += ((position, value) for index, value in known if index == code.index and argument >= 0)
        return tuple(found)

    def given(self, target: Ref, passed: Mapping[int, Values]) -> Passed:
        """The flags of a call that passes values by parameter number: those that are one literal, and defaults of what is left out."""
        unit = self._e.files.unit(target)
        found: list[tuple[int, Flag]] = []
        for position in sorted(self._tested(target)):
            default = unit.params[position].default
            told: Ins | Value | None = unit.code[default] if default >= 0 else None
            if position in passed:
                told = passed[position][0] if len(passed[position]) == 1 else None
            if isinstance(told, Const | Lit) and (told.value is None or isinstance(told.value, bool)):
                found.append((position, told.value))
        return tuple(found)

    def _tested(self, ref: Ref) -> frozenset[int]:
        """The parameters that a unit's branches test by themselves, or that it hands on."""
        known = self._tests.get(ref)
        if known is None:
            unit = self._e.files.unit(ref)
            waiting: list[int] = []
            if unit.params:
                waiting += (block.value for block in unit.blocks if block.kind == "if")
                for call in self._e.files.each(ref, Call):
                    waiting += call.args
                for operation in self._e.files.each(ref, Op):
                    if operation.operator in _SHORT_CIRCUITS:
                        waiting += operation.operands
            found: set[int] = set()
            while waiting:
                code = unit.code[waiting.pop()]
                if isinstance(code, Param) and unit.params[code.index].kind not in ("*", "**"):
                    found.add(code.index)
                elif isinstance(code, Op):
                    waiting += code.operands
                elif isinstance(code, Narrow):
                    waiting.append(code.base)
            known = self._tests[ref] = frozenset(found)
        return known

    def rule_out(self, ref: Ref, block: int, position: int, passed: Passed) -> bool:
        """Whether what stands in a block (at an instruction; negative for a loop's head) can't run with these flags."""
        if not passed:
            return False
        unit, values = self._e.files.unit(ref), dict(passed)
        number = block
        while number > 0:
            current = unit.blocks[number]
            if current.kind in ("if", "else") and _truth(unit, current.value, values) is (current.kind == "else"):
                return True
            number = current.parent
        return position >= 0 and (
            self._left_before(unit, block, position, values) or self._passed_over(ref, unit, position, values)
        )

    def _passed_over(self, ref: Ref, unit: Unit, position: int, values: dict[int, Flag]) -> bool:
        """`detailed and row.owner`, `row.owner if detailed else None`, and `detailed` is False."""
        for at in self._e.files.positions(ref, Op):
            code = unit.code[at]
            if at < position or not isinstance(code, Op) or code.operator not in _SHORT_CIRCUITS:
                continue
            first, *rest = code.operands
            if code.operator == "if":
                truth = _truth(unit, first, values)
                dead = [] if truth is None else [rest[1] if truth else rest[0]]
            else:
                decides = code.operator == "or"
                known = [_truth(unit, operand, values) for operand in code.operands]
                dead = list(code.operands[known.index(decides) + 1 :]) if decides in known else []
            if any(position in made_of(unit, operand) for operand in dead):
                return True
        return False

    @staticmethod
    def _left_before(unit: Unit, block: int, position: int, values: dict[int, Flag]) -> bool:
        """`if not detailed: return row` before, and `detailed` is False."""
        for ins in unit.code[unit.header : position]:
            if isinstance(ins, Return | Raise) and unit.blocks[ins.block].kind == "if":
                branch = unit.blocks[ins.block]
                if _truth(unit, branch.value, values) is True and within(unit, block, branch.parent):
                    return True
        return False


def _truth(unit: Unit, test: int, values: dict[int, Flag]) -> bool | None:
    """What a test comes to, None where the flags don't tell."""
    code = unit.code[test]
    if isinstance(code, Param):
        return bool(values[code.index]) if code.index in values else None
    if isinstance(code, Narrow):
        return _truth(unit, code.base, values)
    if not isinstance(code, Op):
        return None
    if code.operator == "not":
        inner = _truth(unit, code.operands[0], values)
        return None if inner is None else not inner
    if code.operator in ("and", "or"):
        parts = [_truth(unit, operand, values) for operand in code.operands]
        decides = code.operator == "or"
        return decides if decides in parts else None if None in parts else not decides
    left = unit.code[code.operands[0]]
    right = unit.code[code.operands[-1]]
    if isinstance(left, Param) and left.index in values and isinstance(right, Const):
        value = values[left.index]
        if code.operator in ("is", "=="):
            return value == right.value and type(value) is type(right.value)
        if code.operator in ("is not", "!="):
            return not (value == right.value and type(value) is type(right.value))
    return None
