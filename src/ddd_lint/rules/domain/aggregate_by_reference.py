"""DDD205."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.shapes import Attribute
from ddd_lint.index.values import Ref
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.report import class_related


class AggregateByReference(ProjectRule):
    """An aggregate holds another aggregate as an object instead of its identifier.

    ## What it does

    Finds fields of an aggregate's root that hold the root of another aggregate, and entities that the roots of two aggregates hold. A root
    is an entity that derives from a class called `AggregateRoot` or the like, or that a repository keeps. Relations of mapped classes don't
    count.

    ## Why it is bad

    An aggregate is what is loaded, checked and saved as one. If one holds another, nobody can tell which of the two may change it and in
    which transaction, saving one writes both, and loading one loads half the database.

    ## Bad

    ```python
    # path: shop/domain/orders.py
    from dataclasses import dataclass
    from typing import Protocol

    from shop.domain.customers import Customer


    @dataclass(eq=False)
    class Order:
        id: int
        customer: Customer


    class OrderRepository(Protocol):
        def add(self, order: Order) -> None: ...
    ```

    ```python
    # path: shop/domain/customers.py
    from dataclasses import dataclass
    from typing import Protocol


    @dataclass(eq=False)
    class Customer:
        id: int
        name: str


    class CustomerRepository(Protocol):
        def add(self, customer: Customer) -> None: ...
    ```

    ## Good

    ```python
    # path: shop/domain/orders.py
    from dataclasses import dataclass
    from typing import Protocol


    @dataclass(eq=False)
    class Order:
        id: int
        customer_id: int


    class OrderRepository(Protocol):
        def add(self, order: Order) -> None: ...
    ```

    ```python
    # path: shop/domain/customers.py
    from dataclasses import dataclass
    from typing import Protocol


    @dataclass(eq=False)
    class Customer:
        id: int
        name: str


    class CustomerRepository(Protocol):
        def add(self, customer: Customer) -> None: ...
    ```

    ## When to switch it off

    In a project whose entities form one graph on purpose, loaded and saved by a mapper.

    ## How to fix

    Keep the other root's identifier, and let the service that needs both load both. What the aggregate must know of the other one, copy into
    a value object.
    """

    code = "DDD205"
    name = "aggregate-by-reference"
    summary = "An aggregate holds another aggregate as an object"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each field that holds a foreign root, or an entity of another aggregate."""
        domain, e = project.domain, project.evaluator
        owners: dict[Ref, Ref] = {}
        for root in domain.objects():
            if (
                not domain.is_entity(root)
                or e.models.framework(root) is not None
                or not domain.aggregates.is_root(root)
            ):
                continue
            for field in domain.shapes.own_fields(root).values():
                for held in domain.shapes.held(field):
                    if held == root or not domain.is_object(held) or not domain.is_entity(held):
                        continue
                    name = e.files.unit(held).name
                    if domain.aggregates.is_root(held):
                        text = f"the root of another aggregate; hold its `{domain.shapes.identity(held)}` instead"
                        related = self._kept(project, held)
                    elif owners.setdefault(held, root) != root:
                        owner = e.files.unit(owners[held]).name
                        text = f"which belongs to the aggregate of `{owner}` too; give it to one of them"
                        related = (class_related(project, owners[held], f"`{owner}` holds it too"),)
                    else:
                        continue
                    if field.owner[0] in project.targets:
                        message = f"`{e.files.unit(root).name}.{field.name}` holds a `{name}`, {text}"
                        yield self.finding(field.owner[0], _span(field), message, related=related)

    @staticmethod
    def _kept(project: ProjectIndex, held: Ref) -> tuple[Related, ...]:
        repository = project.domain.aggregates.repository(held)
        if repository is None:
            return (class_related(project, held, "the other root"),)
        return (class_related(project, repository, f"the repository of `{project.evaluator.files.unit(held).name}`"),)


def _span(field: Attribute) -> Span:
    return Span.at(field.line, field.column, len(field.name))
