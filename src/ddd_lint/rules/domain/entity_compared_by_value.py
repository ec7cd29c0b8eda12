"""DDD203."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.records import BOOKKEEPING
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.shapes import Attribute
from ddd_lint.index.values import Ref
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.report import class_span


class EntityComparedByValue(ProjectRule):
    """An entity's generated `__eq__` compares every field instead of its identity.

    ## What it does

    Finds the dataclasses and attrs classes of the domain layer that have an identity and whose generated `__eq__` compares other fields
    beside it. A base class with an `__eq__` of its own doesn't help: the decorator writes a new one into the subclass.

    A class with `eq=False`, with its own `__eq__`, or whose compared fields are picked by hand (`compare=`) doesn't count; leaving out
    only `created_at` and the like is no picking. Frozen classes count where a base class or their module says that they are entities.

    ## Why it is bad

    An entity is the same one however much it changes. Compared by value, an order that was loaded before the payment is another order
    than the one loaded after it: `order in orders` fails, an assertion compares a stale copy, and with `eq` but no `frozen` the class
    can't be hashed, or is hashed by what changes.

    ## Bad

    ```python
    # path: shop/domain/customer.py
    from dataclasses import dataclass


    @dataclass
    class Customer:
        id: int
        email: str

        def move_to(self, email: str) -> None:
            self.email = email.lower()
    ```

    ## Good

    ```python
    # path: shop/domain/customer.py
    from dataclasses import dataclass


    @dataclass(eq=False)
    class Customer:
        id: int
        email: str

        def move_to(self, email: str) -> None:
            self.email = email.lower()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Customer) and self.id == other.id

        def __hash__(self) -> int:
            return hash(self.id)
    ```

    ## When to switch it off

    Where entities are never compared but by tests that want every field compared.

    ## How to fix

    Write `@dataclass(eq=False)` and an `__eq__` and `__hash__` over the identity, best in a base class that all entities share. Or mark every
    field but the identity with `field(compare=False)`.
    """

    code = "DDD203"
    name = "entity-compared-by-value"
    summary = "An entity's generated `__eq__` compares every field"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each entity with a generated `__eq__` over its values."""
        domain = project.domain
        for ref in domain.objects():
            record = domain.shapes.record(ref)
            if (
                ref[0] not in project.targets
                or record is None
                or not record.compared
                or not self._is_entity(project, ref)
            ):
                continue
            if "__eq__" in project.evaluator.classes.methods(ref):
                continue
            fields = domain.shapes.fields(ref)
            identity = domain.shapes.identity(ref)
            compared = [field for name, field in fields.items() if name != identity and compares(field)]
            if identity not in fields or not compared or picked_by_hand(fields):
                continue
            name = project.evaluator.files.unit(ref).name
            yield self.finding(
                ref[0],
                class_span(project, ref),
                f"`{name}` is identified by `{identity}`, but its generated `__eq__` compares `{compared[0].name}` too; "
                f"write `eq=False` and compare by `{identity}`",
            )

    @staticmethod
    def _is_entity(project: ProjectIndex, ref: Ref) -> bool:
        domain = project.domain
        record = domain.shapes.record(ref)
        if record is not None and record.frozen:
            return domain.is_named_entity(ref)
        return domain.is_entity(ref)


def compares(field: Attribute) -> bool:
    """Whether the generated `__eq__` compares a field that is more than book-keeping."""
    return field.compared is not False and not is_bookkeeping(field.name)


def is_bookkeeping(name: str) -> bool:
    """Whether a field only tells when and how an object was stored."""
    return name in BOOKKEEPING or name.endswith("_at")


def picked_by_hand(fields: dict[str, Attribute]) -> bool:
    """Whether somebody chose what is compared: a field that is more than book-keeping is left out."""
    return any(field.compared is False and not is_bookkeeping(name) for name, field in fields.items())
