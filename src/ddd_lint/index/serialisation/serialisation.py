"""Everything that is rendered once a row and asks the database for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.serialisation.admin import Admin
from ddd_lint.index.serialisation.attributes import Attributes
from ddd_lint.index.serialisation.graphql.graphql import GraphQL
from ddd_lint.index.serialisation.marshmallow import Marshmallow
from ddd_lint.index.serialisation.rendering import Hook, Rendering
from ddd_lint.index.serialisation.rest import Rest
from ddd_lint.index.serialisation.templates.page_reads import PageReads
from ddd_lint.index.serialisation.templates.pages import Pages
from ddd_lint.index.serialisation.templates.tags import TemplateTags
from ddd_lint.index.templates import TemplateNames

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Serialisation:
    """Answers about hooks."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self.template_names = TemplateNames(project.templates)
        self.template_tags = TemplateTags(project)

    def hooks(self) -> tuple[Hook, ...]:
        """One hook a serializer and relation (or query), by place; of several lists that feed it, the first that lacks something."""
        found: dict[tuple[object, ...], Hook] = {}
        for hook in self._find():
            found.setdefault((hook.place, hook.name, hook.cost.text), hook)
        return tuple(_grouped(sorted(found.values(), key=lambda h: (h.place, h.name, h.cost.text))))

    def _find(self) -> Iterator[Hook]:
        rendering = Rendering(self._project)
        for kind in (Rest, Marshmallow, Attributes, Admin, GraphQL):
            yield from kind(rendering).hooks()
        if self._project.templates:
            yield from _of_pages(rendering)


def _grouped(hooks: list[Hook]) -> Iterator[Hook]:
    """The hooks of one serializer that read one relation as one, placed at the first.

    So are, where a list is validated, those of one of its relations and of all that is read below it.
    """
    groups: dict[tuple[object, ...], list[Hook]] = {}
    for hook in hooks:
        cost = hook.cost
        key: tuple[object, ...] = (hook.place, hook.name, cost.text)
        if cost.relation is not None and cost.row is not None and hook.read is None:
            owner, field = cost.relation
            if hook.place == hook.feed:
                key = (hook.place, cost.row.root or owner, (cost.row.via or field.name).partition(".")[0])
            else:
                key = (hook.place[0], hook.name.rpartition(".")[0], owner, field.name, cost.row.via)
        groups.setdefault(key, []).append(hook)
    for group in groups.values():
        first, *others = sorted(group, key=_depth)
        also = tuple((other.name, other.place) for other in others)
        yield msgspec.structs.replace(first, also=also) if also else first


def _depth(hook: Hook) -> int:
    """How many relations away from the listed rows a hook reads."""
    row = hook.cost.row
    return len(row.via.split(".")) if row is not None and row.via else 0


def _of_pages(rendering: Rendering) -> Iterator[Hook]:
    """What templates ask for, once a query: at the query, where one of the pages that show its rows is of the query's own file."""
    found: dict[object, Hook] = {}
    for page in Pages(rendering).all():
        for key, hook in PageReads(rendering, page).hooks().items():
            known = found.get(key)
            if known is None or (hook.place == key[0]) > (known.place == key[0]):
                found[key] = hook
    yield from found.values()
