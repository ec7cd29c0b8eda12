"""Ports: the interfaces of a project that its repositories and other adapters implement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks.layers import INFRASTRUCTURE
from ddd_lint.frameworks.records import COMMON_PORTS, REPOSITORY_WORDS
from ddd_lint.index.shapes import snake
from ddd_lint.index.values import Ref

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Ports:
    """Answers about interfaces and adapters, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._known: dict[Ref, Ref | None] = {}
        self._protocols: list[tuple[Ref, frozenset[str]]] | None = None

    def is_adapter(self, ref: Ref) -> bool:
        """Whether a class is a repository or another adapter that does its work itself; a unit of work is none."""
        name = snake(self._e.files.unit(ref).name)
        if name.endswith(("unit_of_work", "uow")) or self._project.domain.shapes.is_abstract(ref):
            return False
        if REPOSITORY_WORDS.intersection(name.split("_")):
            return True
        return self._project.layers.of(ref[0]) == INFRASTRUCTURE and self._e.models.framework(ref) is None

    def port(self, ref: Ref) -> Ref | None:
        """The interface that an adapter implements: an abstract base of its own, or a protocol all of whose methods it has.

        A generic base is none, for it says nothing of what this adapter is asked for; nor is an interface that everybody may know, such as
        a logger's, nor one with several adapters that are no repositories: whoever picks one of them must name it.
        """
        if ref not in self._known:
            self._known[ref] = self._find(ref)
        return self._known[ref]

    def methods(self, ref: Ref) -> frozenset[str]:
        """The names of a class's methods, inherited ones too."""
        return frozenset(name for owner, _ in self._e.classes.ancestry(ref) for name in self._e.classes.methods(owner))

    def _find(self, ref: Ref) -> Ref | None:
        for owner, _ in self._e.classes.ancestry(ref)[1:]:
            if self._project.domain.shapes.is_abstract(owner) and not self._e.classes.parameters(owner):
                return owner if self._is_port(ref, owner) else None
        own = self.methods(ref)
        for protocol, wanted in self._all_protocols():
            if wanted <= own:
                return protocol
        return None

    def _is_port(self, ref: Ref, owner: Ref) -> bool:
        words = snake(self._e.files.unit(owner).name).split("_")
        if COMMON_PORTS.intersection(words):
            return False
        if REPOSITORY_WORDS.intersection(snake(self._e.files.unit(ref).name).split("_")):
            return True
        adapters = (other for other in self._e.classes.subclasses(owner) if not self._project.roles(other[0]).test)
        return not any(other != ref and not self._project.domain.shapes.is_abstract(other) for other in adapters)

    def _all_protocols(self) -> list[tuple[Ref, frozenset[str]]]:
        """The project's protocols that ask for something, with the methods that they ask for."""
        if self._protocols is None:
            self._protocols = []
            for path, facts in self._project.files.items():
                for number, unit in enumerate(facts.units):
                    ref = (path, number)
                    if (
                        unit.kind == "class"
                        and unit.bases
                        and self._e.classes.is_protocol(ref)
                        and not self._e.classes.parameters(ref)
                    ):
                        wanted = frozenset(name for name in self.methods(ref) if not name.startswith("__"))
                        if len(wanted) > 1:
                            self._protocols.append((ref, wanted))
        return self._protocols
