"""How the rules about the domain name classes, functions and the places where state is decided."""

from __future__ import annotations

from collections.abc import Sequence

from ddd_lint.index.changes import ANY, Change
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import SetAttr
from ddd_lint.model.finding import Related
from ddd_lint.model.span import Span

_MOST = 8


def class_span(project: ProjectIndex, ref: Ref) -> Span:
    """The name of a class, where it is defined."""
    unit = project.evaluator.files.unit(ref)
    return Span.at(unit.line, unit.column, len(unit.name))


def class_related(project: ProjectIndex, ref: Ref, message: str) -> Related:
    """A class as a related place."""
    unit = project.evaluator.files.unit(ref)
    return Related(ref[0], unit.line, unit.column, message)


def function_name(project: ProjectIndex, ref: Ref) -> str:
    """A function by its qualified name; the module's own code by the module's name."""
    unit = project.evaluator.files.unit(ref)
    return unit.qualname or project.module(ref[0])


def decided(project: ProjectIndex, changes: Sequence[Change]) -> str:
    """`PaymentUseCase.refund` decides its `status`, told of the first place."""
    first = changes[0]
    where = function_name(project, first.where)
    if first.attribute == ANY:
        return f"`{where}` sets its attributes by name"
    verb = "sets" if _sets(project, first) else "decides by"
    return f"`{where}` {verb} its `{first.attribute}`"


def places(project: ProjectIndex, changes: Sequence[Change]) -> tuple[Related, ...]:
    """The places of changes, each line once, eight at most."""
    found: dict[tuple[str, int], Related] = {}
    for change in changes:
        verb = "sets" if _sets(project, change) else "decides by"
        what = "attributes by name" if change.attribute == ANY else f"`{change.attribute}`"
        text = f"`{function_name(project, change.where)}` {verb} {what}"
        found.setdefault((change.where[0], change.line), Related(change.where[0], change.line, change.column, text))
    return tuple(found.values())[:_MOST]


def _sets(project: ProjectIndex, change: Change) -> bool:
    return change.attribute == ANY or isinstance(project.evaluator.files.unit(change.where).code[change.ins], SetAttr)
