"""DDD202."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.report import class_span, places


class MutableValueObject(ProjectRule):
    """A value object of the domain can be changed after it was made.

    ## What it does

    Finds the dataclasses and attrs classes of the domain layer that have no identity, are compared by value and are not frozen.

    Classes that carry data by name, base or module (events, commands, DTOs, schemas …) don't count, nor do classes whose own methods
    change them, classes that hold a service or an interface, and classes that are mapped to a table.

    ## Why it is bad

    Two objects that are equal now may not be equal later, and whoever shares one sees it change: a price that an order holds changes
    because a cart that holds the same object gave a discount. A mutable dataclass can't be a key or a member of a set either.

    ## Bad

    ```python
    # path: shop/domain/money.py
    from dataclasses import dataclass


    @dataclass
    class Money:
        cents: int
        currency: str
    ```

    ## Good

    ```python
    # path: shop/domain/money.py
    from dataclasses import dataclass


    @dataclass(frozen=True)
    class Money:
        cents: int
        currency: str

        def plus(self, other: "Money") -> "Money":
            return Money(self.cents + other.cents, self.currency)
    ```

    ## When to switch it off

    Where objects are made by the million and freezing, which makes construction slower, is too dear.

    ## How to fix

    Write `@dataclass(frozen=True)`, and replace each assignment to an attribute by `dataclasses.replace` or a method that gives a new value.
    If the object has a life of its own, give it an identity instead.
    """

    code = "DDD202"
    name = "mutable-value-object"
    summary = "A value object of the domain is not frozen"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each unfrozen dataclass that nothing identifies."""
        domain = project.domain
        for ref in domain.objects():
            record = domain.shapes.record(ref)
            if ref[0] not in project.targets or record is None or record.frozen or not record.compared:
                continue
            if not domain.is_value(ref) or domain.shapes.mutators(ref) or domain.holds_collaborator(ref):
                continue
            if project.evaluator.models.framework(ref) is not None or "__eq__" in project.evaluator.classes.methods(
                ref
            ):
                continue
            name = project.evaluator.files.unit(ref).name
            changes = domain.changes.assigned(ref, domain.shapes.fields(ref))
            remedy = "freeze it, and replace it where it is changed" if changes else "freeze it"
            yield self.finding(
                ref[0],
                class_span(project, ref),
                f"`{name}` is compared by value but can be changed; {remedy}",
                related=places(project, changes),
            )
