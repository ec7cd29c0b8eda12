"""Which functions are repositories' own."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import REPOSITORY
from ddd_lint.frameworks.records import REPOSITORY_WORDS
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.shapes import snake
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Unit

_NO_REPOSITORY = frozenset({"work", "uow", "transaction", "session", "manager", "database", "mapper", "serializer"})
"""Last words of the names of classes that stand beside repositories."""


def repository_functions(project: ProjectIndex) -> Iterator[tuple[Ref, Unit]]:
    """The methods of repositories, and the functions of modules that belong to their layer, in order."""
    for path in sorted(project.targets):
        roles = project.roles(path)
        if roles.test or roles.migration or roles.script:
            continue
        units = project.files[path].units
        inside = project.layers.of(path) == REPOSITORY
        for number, unit in enumerate(units):
            if unit.kind == "function" and _is_own(units[unit.parent], inside):
                yield (path, number), unit


def _is_own(parent: Unit, inside: bool) -> bool:
    if parent.kind == "module":
        return inside
    if parent.kind != "class":
        return False
    words = snake(parent.name).split("_")
    return (inside and words[-1] not in _NO_REPOSITORY) or words[-1] in REPOSITORY_WORDS - {"store"}
