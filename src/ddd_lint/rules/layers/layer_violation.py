"""DDD801."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import (
    API,
    DOMAIN,
    INFRASTRUCTURE,
    INJECTED,
    NOBODYS,
    REPOSITORY,
    SERVICE,
    SERVICE_MODULES,
)
from ddd_lint.index.imports import Imported
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Fn
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.layers.report import NAMES, layered_files

_FORBIDDEN = {DOMAIN: (SERVICE, REPOSITORY, INFRASTRUCTURE, API), SERVICE: (API,), REPOSITORY: (SERVICE, API)}


class LayerViolation(ProjectRule):
    """An import runs against the direction of the layers.

    ## What it does

    Finds imports from the domain of a service, a repository's implementation, infrastructure or the API; imports from a service of the API;
    and imports from a repository of a service or the API. From the outside in, the layers are API → service → domain ← repository ←
    infrastructure.

    Which layer a module belongs to is told by the configuration (`layers`), else by the names of its packages: `routes`, `routers`,
    `views`, `presentation`, `entrypoints` … are API, `services`, `application`, `use_cases` … services, `domain` the domain, `repositories`
    repositories, `infrastructure`, `adapters` … infrastructure. A package that holds its own views and models is a feature, whatever it is
    called, and a package of `dependencies` is API where a web framework injects what its functions give; helpers beside those are nobody's.
    Interfaces, settings, logging, utilities and schemas are nobody's, and imports for type checkers only don't count.

    ## Why it is bad

    An inner layer that knows an outer one can't be used, tested or understood without it, and each change of the outer one reaches it. The
    two soon import one another, and then only imports inside of functions help.

    ## Bad

    ```python
    # path: shop/domain/order.py
    from shop.services.prices import price_of


    class Order:
        id: int

        def total(self) -> int:
            return price_of(self)
    ```

    ```python
    # path: shop/services/prices.py
    def price_of(order: object) -> int:
        return 1
    ```

    ## Good

    ```python
    # path: shop/domain/order.py
    class Order:
        id: int

        def total(self, price: int) -> int:
            return price
    ```

    ```python
    # path: shop/services/prices.py
    from shop.domain.order import Order


    def price_of(order: Order) -> int:
        return order.total(1)
    ```

    ## When to switch it off

    In a project that has no layers, though its packages are called after them; or name its layers in the configuration.

    ## How to fix

    Move what both need into the inner layer: an error class, an enumeration, a function without side effects. Where the inner layer needs the
    outer one to act, declare an interface in the inner layer, implement it in the outer one, and pass it in.
    """

    code = "DDD801"
    name = "layer-violation"
    summary = "An import runs against the direction of the layers"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each statement and module that it must not import."""
        for path, layer in layered_files(project, _FORBIDDEN.keys()):
            for part in project.imports.of(path):
                target = project.layers.of(part.path) if part.path else ""
                if target not in _FORBIDDEN[layer] or self._is_allowed(project, layer, target, part):
                    continue
                message = (
                    f"The {NAMES[layer]} imports `{part.module}`, which belongs to the {NAMES[target]}; "
                    f"move what both need inwards, or invert the dependency by an interface"
                )
                yield self.finding(path, Span.at(part.line, part.column, part.width), message)

    @staticmethod
    def _is_allowed(project: ProjectIndex, layer: str, target: str, part: Imported) -> bool:
        *folders, file = part.path.removesuffix("/__init__.py").removesuffix(".py").split("/")
        if file in NOBODYS or (folders and folders[-1] in NOBODYS):
            return True
        if target == SERVICE and layer == REPOSITORY:
            # What an application's repository implements and gives back lies beside its services.
            return not SERVICE_MODULES.intersection((file, *folders[-1:])) or _are_interfaces(project, part)
        if target == API:
            return not INJECTED.isdisjoint(folders) and _are_helpers(project, part)
        return target == REPOSITORY and _are_interfaces(project, part)


def _are_helpers(project: ProjectIndex, part: Imported) -> bool:
    """Whether all that is taken from a module of injected functions are functions that no framework injects."""
    found = [value for name in part.names for value in project.evaluator.module_attr(part.path, name) or ()]
    return bool(found) and all(
        isinstance(value, Fn) and not project.dependencies.is_injected(value.ref) for value in found
    )


def _are_interfaces(project: ProjectIndex, part: Imported) -> bool:
    """Whether all that is taken from a module are protocols and abstract classes."""
    found = [value for name in part.names for value in project.evaluator.module_attr(part.path, name) or ()]
    refs = [value.ref for value in found if hasattr(value, "ref")]
    return bool(refs) and all(project.domain.shapes.is_abstract(ref) for ref in refs)
