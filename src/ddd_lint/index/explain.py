"""What is known at one line: the values of names, where calls lead, what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ddd_lint.index.calls import CallEffect, Step, Target, calls_of, effects, reached_effects
from ddd_lint.index.describe import describe
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import (
    NONE,
    Assert,
    Attr,
    Bind,
    Call,
    Const,
    Def,
    Ins,
    Join,
    Name,
    Narrow,
    Op,
    Param,
    Raise,
    Return,
    SetAttr,
    SetItem,
    Star,
    Subscript,
    Unit,
)

_WORD = re.compile(r"[^\W\d]\w*")


class KnownName(msgspec.Struct, frozen=True):
    """A name or dotted name as written, and what it may be (see `ddd_lint.index.describe`)."""

    name: str
    type: str


class ExplainedCall(msgspec.Struct, frozen=True):
    """A call, or a property that is read: where it leads, what it gives, what it does."""

    column: int
    name: str
    targets: tuple[Target, ...]
    gives: str
    effects: tuple[CallEffect, ...]


class Explanation(msgspec.Struct, frozen=True):
    """What is known at a line of a file. `inside` is the innermost function or class around it, "" for the module's own code.

    `effects` are those of the line that no call has: a loop over a lazy query, an index into one.
    """

    path: str
    line: int
    inside: str
    names: tuple[KnownName, ...]
    calls: tuple[ExplainedCall, ...]
    effects: tuple[CallEffect, ...]


def explain(project: ProjectIndex, path: str, line: int, text: str = "") -> Explanation:
    """What is known at a line (from 1) of a file of the project; `text` is the line's source, to name things as it does.

    Raises:
        KeyError: the project has no facts of the file.
    """
    units = project.files[path].units
    words = frozenset(_WORD.findall(text))
    names = dict.fromkeys(
        KnownName(name, describe(project.evaluator.files, project.value((path, number), at)))
        for number, unit in enumerate(units)
        for name, at in _named(unit, line, words)
    )
    inside = [unit for unit in units[1:] if unit.kind != "lambda" and unit.line <= line <= unit.end_line]
    return Explanation(
        path=path,
        line=line,
        inside=max(inside, key=lambda unit: unit.line).qualname if inside else "",
        names=tuple(sorted(names, key=lambda known: text.find(known.name) % (len(text) + 1))),
        calls=tuple(_calls(project, path, line)),
        effects=tuple(_other_effects(project, path, line)),
    )


def _named(unit: Unit, line: int, words: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Names on a line with the instructions that hold their values."""
    for number, param in enumerate(unit.params):
        if param.line == line:
            yield param.name, unit.header + number
    for at, ins in enumerate(unit.code):
        if getattr(ins, "line", 0) != line:
            continue
        if isinstance(ins, Bind):
            if not (ins.value >= 0 and isinstance(unit.code[ins.value], Def)):
                yield ins.name, at
        elif isinstance(ins, SetAttr):
            base = written(unit, ins.base, words)
            yield (f"{base}.{ins.name}" if base else ins.name), ins.value
        elif isinstance(ins, Attr) and (name := written(unit, at, words)):
            yield name, at
        for operand in _operands(ins):
            if operand >= 0 and (name := written(unit, operand, words)):
                yield name, operand
    for block in unit.blocks:
        if block.line == line and block.value >= 0 and (name := written(unit, block.value, words)):
            yield name, block.value


def _operands(ins: Ins) -> tuple[int, ...]:
    if isinstance(ins, Call):
        return (ins.func, *ins.args)
    if isinstance(ins, Attr):
        return (ins.base,)
    if isinstance(ins, Subscript):
        return (ins.base, ins.key)
    if isinstance(ins, Op):
        return ins.operands
    if isinstance(ins, Return):
        return (ins.value,)
    if isinstance(ins, SetAttr):
        return (ins.base, ins.value)
    if isinstance(ins, SetItem):
        return (ins.base, ins.key, ins.value)
    if isinstance(ins, Raise):
        return (ins.exception,)
    return (ins.test,) if isinstance(ins, Assert) else ()


def written(unit: Unit, at: int, words: frozenset[str]) -> str:
    """An instruction as a line that holds these words may have written it; "" for what has no name."""
    ins = unit.code[at]
    if isinstance(ins, Attr):
        base = written(unit, ins.base, words)
        return f"{base}.{ins.name}" if base else ""
    if isinstance(ins, Const | Def):
        return ""
    names = [other.name for other in unit.code if isinstance(other, Bind) and other.value == at]
    if isinstance(ins, Name):
        names.insert(0, ins.name)
    elif isinstance(ins, Param):
        names.insert(0, unit.params[ins.index].name)
    elif isinstance(ins, Bind):
        names.insert(0, ins.name)
    elif isinstance(ins, Narrow | Star):
        names.append(written(unit, ins.base, words))
    elif isinstance(ins, Join):
        names += [written(unit, part, words) for part in ins.values]
    return next((name for name in names if name in words), next(iter(names), "") if not words else "")


def _calls(project: ProjectIndex, path: str, line: int) -> Iterator[ExplainedCall]:
    files = project.evaluator.files
    for ref, at, call in calls_of(project, path):
        if call.line == line:
            gives = describe(files, project.value(ref, at))
            yield ExplainedCall(call.column, call.name, call.targets, gives, effects(project, ref, at))
    for number, unit in enumerate(project.files[path].units):
        ref = (path, number)
        for at, _, place, column, function, context in project.effects.calls(ref):
            read = unit.code[at]
            if place == line and isinstance(read, Attr):
                target = files.unit(function)
                start = Step(path, line, column, target.qualname)
                yield ExplainedCall(
                    column,
                    read.name,
                    (Target(function[0], target.line, target.qualname),),
                    describe(files, project.value(ref, at)),
                    reached_effects(project, start, [(function, context)]),
                )


def _other_effects(project: ProjectIndex, path: str, line: int) -> Iterator[CallEffect]:
    for number, unit in enumerate(project.files[path].units):
        ref: Ref = (path, number)
        for site in project.effects.sites(ref):
            if site.line == line and (site.ins <= NONE or not isinstance(unit.code[site.ins], Call)):
                yield CallEffect(site.effect.kind, (Step(path, site.line, site.column, site.text),))
