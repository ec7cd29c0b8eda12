"""Everything that is rendered once a row and asks the database for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.index.serialisation.admin import Admin
from ddd_lint.index.serialisation.attributes import Attributes
from ddd_lint.index.serialisation.graphql import GraphQL
from ddd_lint.index.serialisation.marshmallow import Marshmallow
from ddd_lint.index.serialisation.rendering import Hook, Rendering
from ddd_lint.index.serialisation.rest import Rest

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Serialisation:
    """Answers about hooks."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project

    def hooks(self) -> tuple[Hook, ...]:
        """One hook a place and what it asks for, by place; of several lists that feed it, the first that lacks something."""
        found: dict[tuple[object, ...], Hook] = {}
        for hook in self._find():
            found.setdefault((hook.place, hook.name, hook.cost.text), hook)
        return tuple(sorted(found.values(), key=lambda hook: (hook.place, hook.name, hook.cost.text)))

    def _find(self) -> Iterator[Hook]:
        rendering = Rendering(self._project)
        for kind in (Rest, Marshmallow, Attributes, Admin, GraphQL):
            yield from kind(rendering).hooks()
