"""DDD204."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import DOMAIN
from ddd_lint.index.decisions import Decision
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.report import function_name


class LogicOutsideEntity(ProjectRule):
    """A function decides by the state of a domain object and then changes the object itself.

    ## What it does

    Finds functions outside of the domain (services, handlers of commands, tasks) that

    - branch on an attribute of a domain object and then assign to the object's attributes, or
    - assign to two or more attributes of it, at least one by way of what the object holds already, or take it through several states.

    A domain object is an instance of a class of the domain layer; in a project without one, of a mapped class or of one that repositories
    give back. Objects that the function has just made don't count, nor do mappers, factories, repositories, serializers, scripts,
    filling in a missing default, and copying a DTO's fields. In a route handler this is DDD101's matter.

    ## Why it is bad

    The rule belongs to the object whose data it needs. Kept outside, it is written again in the next function that does the same, a little
    differently, and an object can be brought into a state that the rule forbids by whoever forgets it. Tell the object what to do; don't ask
    it for its state in order to decide for it.

    ## Bad

    ```python
    # path: shop/domain/order.py
    from dataclasses import dataclass


    @dataclass(eq=False)
    class Order:
        id: int
        status: str
        refunded: int = 0

        def is_open(self) -> bool:
            return self.status == "open"
    ```

    ```python
    # path: shop/application/refunds.py
    from shop.domain.order import Order


    def refund(order: Order, amount: int) -> None:
        if order.status == "paid":
            order.refunded += amount
            order.status = "refunded"
    ```

    ## Good

    ```python
    # path: shop/domain/order.py
    from dataclasses import dataclass


    @dataclass(eq=False)
    class Order:
        id: int
        status: str
        refunded: int = 0

        def refund(self, amount: int) -> None:
            if self.status == "paid":
                self.refunded += amount
                self.status = "refunded"
    ```

    ```python
    # path: shop/application/refunds.py
    from shop.domain.order import Order


    def refund(order: Order, amount: int) -> None:
        order.refund(amount)
    ```

    ## When to switch it off

    In a project that keeps its logic in functions over plain records on purpose.

    ## How to fix

    Move the branch and the assignments into a method of the object's class, named after what happens, and call it.
    """

    code = "DDD204"
    name = "logic-outside-entity"
    summary = "A function decides by an object's state and then changes the object"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each function and class that it decides about."""
        for decisions in project.domain.decisions.about().values():
            for where, decision in decisions:
                if (
                    where[0] not in project.targets
                    or project.layers.of(where[0]) == DOMAIN
                    or project.routes.is_handler(where)
                ):
                    continue
                yield self._report(project, where, decision)

    def _report(self, project: ProjectIndex, ref: Ref, decision: Decision) -> Finding:
        of = project.evaluator.files.unit(decision.of).name
        first = decision.writes[0]
        names = list(dict.fromkeys(write.path[-1] for write in decision.writes))
        shown = ", ".join(f"`{name}`" for name in names[:3]) + (" …" if len(names) > 3 else "")
        if decision.branches:
            assert decision.read is not None
            text = f"branches on the `{decision.read.name}` of `{of}` and then sets {shown}"
        else:
            text = f"decides the {shown} of `{of}` step by step"
        related = [
            Related(ref[0], write.line, write.column, f"sets `{'.'.join(write.path)}`")
            for write in decision.writes[1:8]
        ]
        if decision.read is not None:
            related.insert(
                0, Related(ref[0], decision.read.line, decision.read.column, f"reads `{decision.read.name}`")
            )
        message = f"`{function_name(project, ref)}` {text}; make that a method of `{of}`"
        return self.finding(
            ref[0], Span.at(first.line, first.column, len(first.path[-1])), message, related=tuple(related)
        )
