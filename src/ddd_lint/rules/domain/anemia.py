"""Which entities hold only fields, and where their state is decided instead."""

from __future__ import annotations

import msgspec

from ddd_lint.index.changes import Change
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref

_DECIDERS = 2
"""So many functions must decide about a mapped class outside of the domain layer."""


class Anemia(msgspec.Struct, frozen=True):
    """An entity without behaviour: what identifies it ("" if nothing does), and the places that decide its state."""

    identity: str
    places: tuple[Change, ...]


def anemia(project: ProjectIndex, ref: Ref) -> Anemia | None:
    """Whether a domain object is anemic, and why; None for values, classes with behaviour, and those that nobody decides about.

    A mapped class may be no more than a repository's row, so it needs a place that judges or changes its state. Any other entity needs none,
    unless its changes all come from an aggregate around it.
    """
    domain = project.domain
    if domain.is_value(ref) or domain.shapes.behaviour(ref):
        return None
    names = frozenset(domain.shapes.names(ref))
    identity = domain.shapes.identity(ref)
    changes = domain.changes.assigned(ref, names)
    outside = [change for change in changes if not domain.keeps(change.where)]
    if outside:
        return Anemia(identity, tuple(outside))
    if not identity or names <= {identity}:
        return None
    if project.evaluator.models.framework(ref) is not None:
        judged = [read for read in domain.changes.judged(ref, names) if not domain.keeps(read.where)]
        return Anemia(identity, tuple(judged)) if judged else None
    return None if changes or domain.holders(ref) else Anemia(identity, ())


def decided_elsewhere(project: ProjectIndex, ref: Ref) -> tuple[Change, ...]:
    """The places that decide about a mapped class without behaviour, in a project that has no domain layer and whose mapped classes mostly
    have behaviour; none where that is no pattern."""
    domain = project.domain
    if not domain.is_object(ref) or domain.is_value(ref) or domain.shapes.behaviour(ref):
        return ()
    found = [
        Change(
            ref,
            decision.writes[0].path[-1],
            where,
            decision.writes[0].ins,
            decision.writes[0].line,
            decision.writes[0].column,
        )
        for where, decision in domain.decisions.about().get(ref, ())
    ]
    return tuple(found) if len({change.where for change in found}) >= _DECIDERS else ()
