"""What is known of each call: where it leads in the project, and what it does beyond returning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ddd_lint.index.effects import text_of
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Cls, Context, Fn, Inst, Partial, Ref, Value
from ddd_lint.model.facts import Attr, Bind, Call, Import, Name

EFFECTS = ("query", "write", "commit", "flush", "add", "cache", "send", "enqueue")
"""Kinds of effects, in the order they are told in (see `ddd_lint.frameworks.library.Effect`)."""


class Target(msgspec.Struct, frozen=True):
    """A function or class of the project that a call leads to: where its `def` or `class` stands, and its qualified name."""

    path: str
    line: int
    name: str


class Step(msgspec.Struct, frozen=True):
    """One place on the way to an effect, and the callee there as written."""

    path: str
    line: int
    column: int
    name: str


class CallEffect(msgspec.Struct, frozen=True):
    """Something a call does: the kind, and the places that lead to it, the last being the library's call itself."""

    kind: str
    chain: tuple[Step, ...]


class KnownCall(msgspec.Struct, frozen=True):
    """A call: where its callee's last name stands, that name, and where it leads."""

    path: str
    line: int
    column: int
    name: str
    targets: tuple[Target, ...]


def calls_of(project: ProjectIndex, path: str) -> Iterator[tuple[Ref, int, KnownCall]]:
    """Every call in a file with its unit and instruction, by line and column."""
    found: list[tuple[Ref, int, KnownCall]] = []
    for number, unit in enumerate(project.files[path].units):
        for position, ins in enumerate(unit.code):
            if isinstance(ins, Call):
                ref = (path, number)
                name = _callee_name(project, ref, ins)
                found.append(
                    (ref, position, KnownCall(path, ins.line, ins.column, name, targets(project, ref, position)))
                )
    found.sort(key=lambda entry: (entry[2].line, entry[2].column, entry[1]))
    yield from found


def _callee_name(project: ProjectIndex, ref: Ref, call: Call) -> str:
    unit = project.evaluator.files.unit(ref)
    callee = unit.code[call.func]
    if not isinstance(callee, Name) and (getattr(callee, "line", 0), getattr(callee, "column", 0)) != (
        call.line,
        call.column,
    ):
        # A local name stands for it: the last one bound to it before.
        names = [
            ins.name for ins in unit.code if isinstance(ins, Bind) and ins.value == call.func and ins.line <= call.line
        ]
        if names:
            return names[-1]
    if isinstance(callee, Attr | Name):
        return callee.name
    if isinstance(callee, Import):
        return callee.target.replace(":", ".").rpartition(".")[2]
    return text_of(unit, call.func).rpartition(".")[2]


def targets(project: ProjectIndex, ref: Ref, position: int) -> tuple[Target, ...]:
    """The project's functions and classes that a call leads to.

    A constructor is named by its class and by the `__init__` that runs; a method of a protocol or abstract class by itself and by what
    implements it.
    """
    call = project.evaluator.files.unit(ref).code[position]
    assert isinstance(call, Call)
    found: dict[Target, None] = {}
    for value in project.value(ref, call.func):
        found.update(dict.fromkeys(_named(project, value)))
    for function in dict.fromkeys(target for target, _ in project.targets_of(ref, position)):
        found.setdefault(_target(project, function))
    return tuple(found)


def _named(project: ProjectIndex, value: Value) -> Iterator[Target]:
    if isinstance(value, Fn | Cls):
        yield _target(project, value.ref)
    elif isinstance(value, Partial):
        yield from _named(project, value.func)
    elif isinstance(value, Inst):
        for method in project.evaluator.attribute(value, "__call__"):
            yield from _named(project, method) if isinstance(method, Fn) else ()


def _target(project: ProjectIndex, ref: Ref) -> Target:
    unit = project.evaluator.files.unit(ref)
    return Target(ref[0], unit.line, unit.qualname or unit.name)


def effects(project: ProjectIndex, ref: Ref, position: int) -> tuple[CallEffect, ...]:
    """What a call does, directly or through what it calls, each kind once, by a shortest chain."""
    unit = project.evaluator.files.unit(ref)
    call = unit.code[position]
    assert isinstance(call, Call)
    own = [
        CallEffect(site.effect.kind, (Step(ref[0], site.line, site.column, site.text),))
        for site in project.effects.sites(ref)
        if site.ins == position
    ]
    start = Step(ref[0], call.line, call.column, "")
    reached = reached_effects(project, start, project.targets_of(ref, position))
    found = {effect.kind: effect for effect in (*reached, *own)}
    return tuple(found[kind] for kind in EFFECTS if kind in found)


def reached_effects(
    project: ProjectIndex, start: Step, reached: Iterable[tuple[Ref, Context | None]]
) -> tuple[CallEffect, ...]:
    """What these functions do when they run, each kind once, by a shortest chain; `start` is where they are called from."""
    units = project.evaluator.files
    found: dict[str, CallEffect] = {}
    for target, context in reached:
        for kind in EFFECTS:
            reach = project.effects.reach(target, context, frozenset({kind})) if kind not in found else None
            if reach is not None:
                first = msgspec.structs.replace(start, name=units.unit(target).qualname)
                hops = (
                    Step(hop.caller[0], hop.line, hop.column, units.unit(hop.callee).qualname) for hop in reach.hops
                )
                end = Step(reach.ref[0], reach.site.line, reach.site.column, reach.site.text)
                found[kind] = CallEffect(kind, (first, *hops, end))
    return tuple(found[kind] for kind in EFFECTS if kind in found)
