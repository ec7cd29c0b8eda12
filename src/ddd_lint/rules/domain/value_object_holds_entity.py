"""DDD206."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.rule import Status
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.report import class_related


class ValueObjectHoldsEntity(ProjectRule):
    """A value object has a field that holds an entity.

    ## What it does

    Finds fields of value objects of the domain layer whose type is an entity of it. A value object is a frozen dataclass or attrs class, or
    one that its module (`value_objects`) or base class (`ValueObject`) says to be one. Parameter objects, contexts, events and other
    carriers of data are none.

    ## Why it is bad

    A value is equal to another if all its parts are, and never changes. An entity inside changes under its hands: two equal values become
    unequal, and whoever was given the value can change the entity.

    ## Bad

    ```python
    # path: shop/domain/delivery.py
    from dataclasses import dataclass


    @dataclass(eq=False)
    class Order:
        id: int
        weight: int


    @dataclass(frozen=True)
    class Quote:
        order: Order
        cents: int
    ```

    ## Good

    ```python
    # path: shop/domain/delivery.py
    from dataclasses import dataclass


    @dataclass(eq=False)
    class Order:
        id: int
        weight: int


    @dataclass(frozen=True)
    class Quote:
        order_id: int
        cents: int
    ```

    ## When to switch it off

    Where frozen classes are used to pass several entities around together.

    ## How to fix

    Hold the entity's identifier, or the values of it that matter.
    """

    code = "DDD206"
    name = "value-object-holds-entity"
    summary = "A value object has a field that holds an entity"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each field of a value object that holds an entity."""
        domain, e = project.domain, project.evaluator
        for ref in domain.objects():
            record = domain.shapes.record(ref)
            if not domain.is_value(ref) or (
                record is not None and not record.frozen and not domain.is_named_value(ref)
            ):
                continue
            if domain.holds_collaborator(ref) or domain.is_named_entity(ref):
                continue
            for field in domain.shapes.own_fields(ref).values():
                held = next(
                    (held for held in domain.shapes.held(field) if domain.is_object(held) and domain.is_entity(held)),
                    None,
                )
                if held is None or field.owner[0] not in project.targets:
                    continue
                name = e.files.unit(held).name
                yield self.finding(
                    field.owner[0],
                    Span.at(field.line, field.column, len(field.name)),
                    f"`{e.files.unit(ref).name}.{field.name}` puts the entity `{name}` into a value object; "
                    f"hold its `{domain.shapes.identity(held)}` or the values that matter",
                    related=(class_related(project, held, f"`{name}` is an entity"),),
                )
