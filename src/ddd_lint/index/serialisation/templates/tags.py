"""The project's own tags and filters for templates: which functions they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import templates as known
from ddd_lint.index.values import ExtInst, Lit, Method, Ref
from ddd_lint.model.facts import Call

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class ProjectTag(msgspec.Struct, frozen=True):
    """A function behind a tag: the template that it renders (or ""), and whether its first parameter is the context."""

    function: Ref
    template: str
    takes_context: bool


class TemplateTags:
    """Functions by the names that templates call them; found once, when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._tags: dict[str, list[ProjectTag]] | None = None
        self._filters: dict[str, list[Ref]] = {}

    def tags(self, name: str) -> list[ProjectTag]:
        """The functions behind a tag."""
        return self._found().get(name, [])

    def filters(self, name: str) -> list[Ref]:
        """The functions behind a filter."""
        self._found()
        return self._filters.get(name, [])

    def _found(self) -> dict[str, list[ProjectTag]]:
        if self._tags is None:
            self._tags = {}
            for kind in ("filter", "simple_tag", "inclusion_tag"):
                for ref, at in self._e.files.decorated_by(kind):
                    if self._is_register(ref, at):
                        self._add(kind, ref, at)
        return self._tags

    def _is_register(self, ref: Ref, at: int) -> bool:
        """Whether a decorator is a method of Django's library of tags."""
        code = self._e.files.unit(ref).code
        decorator = code[at]
        func = decorator.func if isinstance(decorator, Call) else at
        return any(
            isinstance(v, Method) and isinstance(v.owner, ExtInst) and v.owner.name == known.TAG_LIBRARY
            for v in self._e.value(ref, func)
        )

    def _add(self, kind: str, ref: Ref, at: int) -> None:
        assert self._tags is not None
        unit = self._e.files.unit(ref)
        given = dict(self._given(ref, at))
        name = given.get("name") or (given.get("") if kind == "filter" else None) or unit.name
        if kind == "filter":
            self._filters.setdefault(str(name), []).append(ref)
        else:
            template = given.get("filename") or given.get("") if kind == "inclusion_tag" else ""
            found = ProjectTag(ref, str(template or ""), given.get("takes_context") is True)
            self._tags.setdefault(str(name), []).append(found)

    def _given(self, ref: Ref, at: int) -> Iterator[tuple[str, object]]:
        """The literal arguments of a decorator, the first by position under ""."""
        call = self._e.files.unit(ref).code[at]
        if isinstance(call, Call):
            for number, argument in enumerate(call.args):
                name = call.names[number] if call.names else ""
                for value in self._e.value(ref, argument):
                    if isinstance(value, Lit) and (name or number == 0):
                        yield name, value.value
