"""Which entities are roots of aggregates: they have a base class of that name, or a repository of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks.records import REPOSITORY_WORDS, ROOT_BASES, SAVING
from ddd_lint.index import type_expressions
from ddd_lint.index.shapes import snake
from ddd_lint.index.values import Inst, Ref

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Aggregates:
    """Answers about aggregates, computed when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._kept: dict[Ref, Ref] | None = None

    def repository(self, ref: Ref) -> Ref | None:
        """The repository that keeps instances of a class, an interface before its implementations."""
        if self._kept is None:
            self._kept = {}
            for path, facts in self._project.files.items():
                if self._project.roles(path).test:
                    continue
                for number, unit in enumerate(facts.units):
                    if unit.kind == "class" and snake(unit.name).rpartition("_")[2] in REPOSITORY_WORDS:
                        for kept in self._kept_by((path, number)):
                            self._kept.setdefault(kept, (path, number))
        return self._kept.get(ref)

    def _kept_by(self, repository: Ref) -> list[Ref]:
        """The classes that a repository is parametrised with, and those whose instances it gets to keep."""
        found: list[Ref] = []
        for _, bindings in self._e.classes.ancestry(repository)[1:]:
            found += (value.ref for _, values in bindings for value in values if isinstance(value, Inst))
        for name, method in self._e.classes.methods(repository).items():
            if name.split("_")[0] not in SAVING:
                continue
            for param in self._e.files.unit(method).params[1:2]:
                if param.annotation >= 0:
                    values = type_expressions.annotated(self._e, method, param.annotation)
                    found += (value.ref for value in values if isinstance(value, Inst))
        return found

    def is_root(self, ref: Ref) -> bool:
        """Whether a domain object is the root of an aggregate."""
        if any(self._e.files.unit(owner).name in ROOT_BASES for owner, _ in self._e.classes.ancestry(ref)[1:]):
            return True
        return self.repository(ref) is not None
