"""A route handler's own code: its function, and the functions and lambdas inside it."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.routes import DEFERRING
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import Handler, last_name
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Call, Def, Unit
from ddd_lint.model.span import Span


def wanted_handlers(project: ProjectIndex) -> Iterator[Handler]:
    """The handlers in the files under analysis."""
    for handler in project.routes.handlers():
        if handler.ref[0] in project.targets:
            yield handler


def units_of(project: ProjectIndex, ref: Ref) -> list[Ref]:
    """A function and the functions and lambdas inside it, in order; without those that it hands on to be run later."""
    files = project.evaluator.files
    found = [ref]
    deferred = _deferred(files.unit(ref))
    for number in files.children(ref):
        unit = files.unit((ref[0], number))
        if unit.kind in ("function", "lambda") and number not in deferred:
            found += units_of(project, (ref[0], number))
    return found


def _deferred(unit: Unit) -> set[int]:
    """The numbers of the units inside a function that it gives to what runs them later."""
    return {
        inner.unit
        for call in unit.code
        if isinstance(call, Call) and last_name(unit, call.func) in DEFERRING
        for argument in call.args
        if isinstance(inner := unit.code[argument], Def)
    }


def name_span(project: ProjectIndex, ref: Ref) -> Span:
    """The name of a function, where it is defined."""
    unit = project.evaluator.files.unit(ref)
    return Span.at(unit.line, unit.column, len(unit.name))
