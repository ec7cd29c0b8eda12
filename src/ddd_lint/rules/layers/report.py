"""What the rules about layers share: which files they look at, and what the layers are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ddd_lint.frameworks.layers import API, COMPOSITION, DOMAIN, INFRASTRUCTURE, REPOSITORY, SERVICE
from ddd_lint.index.project import ProjectIndex

NAMES = {
    API: "API",
    SERVICE: "service layer",
    DOMAIN: "domain",
    REPOSITORY: "repository layer",
    INFRASTRUCTURE: "infrastructure",
    COMPOSITION: "composition root",
}
"""The layers as messages call them."""


def layered_files(project: ProjectIndex, layers: Collection[str]) -> Iterator[tuple[str, str]]:
    """The files of some layers, each with its layer; no tests, migrations, scripts, nor packages' own modules, which only gather.

    A domain layer without anything that has an identity is none: it holds functions about what is mapped elsewhere.
    """
    for path in sorted(project.targets):
        roles = project.roles(path)
        if roles.test or roles.migration or roles.script or path.endswith("__init__.py"):
            continue
        layer = project.layers.of(path)
        if layer in layers and (layer != DOMAIN or project.domain.has_identities()):
            yield path, layer
