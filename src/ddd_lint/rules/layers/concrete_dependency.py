"""DDD804."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import SERVICE
from ddd_lint.index import type_expressions
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.shapes import snake
from ddd_lint.index.values import Cls, Inst, Ref
from ddd_lint.model.facts import Attr, Bind, Call, Unit
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule

_WIRING = ("create_", "build_", "make_", "provide_", "bootstrap", "get_", "setup_", "configure_", "wire_", "init_")
"""How the names of functions begin that put services together."""


class ConcreteDependency(ProjectRule):
    """A service names a concrete repository, though the project has an interface for it.

    ## What it does

    Finds services that build a concrete repository or another adapter, or are annotated with one, where the project has an interface of its
    own for it (a protocol or abstract class that has the methods which the service calls; a generic base is none). One finding a function
    and class.

    Composition roots don't count: bootstrap modules, containers, factories, functions that a framework injects, and units of work.

    ## Why it is bad

    The interface was written so that the service needn't know who implements it. A service that names the implementation all the same can't
    be tested with another one, and the database comes along wherever the service is imported.

    ## Bad

    ```python
    # path: shop/services/orders.py
    from shop.infrastructure.orders import SqlOrders


    class OrderService:
        def __init__(self, orders: SqlOrders) -> None:
            self.orders = orders

        def first(self) -> object:
            return self.orders.get(1)
    ```

    ```python
    # path: shop/infrastructure/orders.py
    from shop.services.ports import Orders


    class SqlOrders(Orders):
        def get(self, id: int) -> object:
            return id
    ```

    ```python
    # path: shop/services/ports.py
    from abc import ABC, abstractmethod


    class Orders(ABC):
        @abstractmethod
        def get(self, id: int) -> object: ...
    ```

    ## Good

    ```python
    # path: shop/services/orders.py
    from shop.services.ports import Orders


    class OrderService:
        def __init__(self, orders: Orders) -> None:
            self.orders = orders

        def first(self) -> object:
            return self.orders.get(1)
    ```

    ```python
    # path: shop/infrastructure/orders.py
    from shop.services.ports import Orders


    class SqlOrders(Orders):
        def get(self, id: int) -> object:
            return id
    ```

    ```python
    # path: shop/services/ports.py
    from abc import ABC, abstractmethod


    class Orders(ABC):
        @abstractmethod
        def get(self, id: int) -> object: ...
    ```

    ## When to switch it off

    Where the interfaces are kept for something else, such as a plugin's contract.

    ## How to fix

    Annotate the interface, take the implementation as an argument, and build it where the application is put together.
    """

    code = "DDD804"
    name = "concrete-dependency"
    summary = "A service names a concrete repository, though there is an interface for it"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each function (or class body) and adapter that it names."""
        for path in sorted(project.targets):
            roles = project.roles(path)
            if roles.test or roles.migration or roles.script or not _is_service(project, path):
                continue
            for number, unit in enumerate(project.files[path].units):
                ref = (path, number)
                if unit.kind not in ("function", "class") or _is_wiring(project, ref, unit):
                    continue
                seen: set[Ref] = set()
                for adapter, line, column, width, verb in _named(project, ref, unit):
                    port = project.ports.port(adapter) if adapter not in seen else None
                    seen.add(adapter)
                    if port is None or not _calls(project, ref, adapter) <= project.ports.methods(port):
                        continue
                    name, interface = (project.evaluator.files.unit(found).name for found in (adapter, port))
                    at = project.evaluator.files.unit(port)
                    yield self.finding(
                        path,
                        Span.at(line, column, width),
                        f"`{unit.qualname}` {verb} the concrete `{name}`, though there is `{interface}`; depend on that, and pass `{name}` in",
                        related=(Related(port[0], at.line, at.column, f"the interface `{interface}`"),),
                    )


def _is_service(project: ProjectIndex, path: str) -> bool:
    """Whether a module belongs to the service layer: by its name, or as it implements an interface that does."""
    layer = project.layers.of(path)
    if layer:
        return layer == SERVICE
    classes = project.evaluator.classes
    return any(
        project.layers.of(owner[0]) == SERVICE and project.domain.shapes.is_abstract(owner)
        for number, unit in enumerate(project.files[path].units)
        if unit.kind == "class" and unit.bases
        for owner, _ in classes.ancestry((path, number))[1:]
    )


def _is_wiring(project: ProjectIndex, ref: Ref, unit: Unit) -> bool:
    """Whether a function puts services together, or belongs to what does."""
    owner = project.evaluator.files.unit((ref[0], unit.parent)) if unit.parent >= 0 else unit
    names = {snake(unit.name), snake(owner.name)}
    if any(name.endswith(("unit_of_work", "uow", "factory", "container", "provider")) for name in names):
        return True
    return unit.kind == "function" and (unit.name.startswith(_WIRING) or project.dependencies.is_injected(ref))


def _named(project: ProjectIndex, ref: Ref, unit: Unit) -> Iterator[tuple[Ref, int, int, int, str]]:
    """The adapters that a unit is annotated with or builds: class, line, column, width, and what is done."""
    e = project.evaluator
    for param in unit.params:
        if param.annotation >= 0:
            for value in type_expressions.annotated(e, ref, param.annotation):
                if isinstance(value, Inst | Cls) and project.ports.is_adapter(value.ref):
                    yield value.ref, param.line, param.column, len(param.name), "asks for"
    for at in e.files.positions_among(ref, Bind, Call):
        ins = unit.code[at]
        if isinstance(ins, Bind) and ins.annotation >= 0 and unit.kind == "class":
            for value in type_expressions.annotated(e, ref, ins.annotation):
                if isinstance(value, Inst) and project.ports.is_adapter(value.ref):
                    yield value.ref, ins.line, ins.column, len(ins.name), "asks for"
        elif isinstance(ins, Call):
            for value in e.value(ref, ins.func):
                if isinstance(value, Cls) and project.ports.is_adapter(value.ref):
                    yield value.ref, ins.line, ins.column, len(e.files.unit(value.ref).name), "builds"


def _calls(project: ProjectIndex, ref: Ref, adapter: Ref) -> frozenset[str]:
    """The methods of an adapter that a function or the methods of its class call."""
    path, number = ref
    units = project.files[path].units
    owner = (
        number if units[number].kind == "class" or units[units[number].parent].kind != "class" else units[number].parent
    )
    found: set[str] = set()
    for inner in (owner, *project.evaluator.files.children((path, owner))):
        code = units[inner].code
        for ins in code:
            callee = code[ins.func] if isinstance(ins, Call) else None
            if isinstance(callee, Attr) and any(
                isinstance(value, Inst | Cls) and value.ref == adapter
                for value in project.value((path, inner), callee.base)
            ):
                found.add(callee.name)
    return frozenset(found)
