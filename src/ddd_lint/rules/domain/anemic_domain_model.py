"""DDD201."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.changes import Change
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.domain.anemia import anemia, decided_elsewhere
from ddd_lint.rules.domain.report import class_span, decided, places


class AnemicDomainModel(ProjectRule):
    """An entity holds only fields, while its state is decided elsewhere.

    ## What it does

    Finds the entities of the domain layer that have no behaviour: no method beyond dunders, (de)serialisers, getters, setters and what a
    base class brings to every entity. The places that decide its state are related to the finding.

    An entity is a dataclass, an attrs class, a plain or a mapped class that has an identity (`id`, `uuid`, `order_id` of an `Order`), or whose
    fields other code assigns. A mapped class counts where code outside of its repository judges or changes its state. Classes that carry
    data by name, base or module (events, commands, DTOs, schemas, settings …), frozen value objects and abstract bases don't count. A
    constructor that refuses bad values is behaviour, and so is that of an aggregate around an entity which nobody else changes.

    In a project without a domain layer whose mapped classes mostly have behaviour, a mapped class without any counts where two or more
    functions decide by its state and change it (see DDD204).

    The domain layer is what the configuration says, else the packages and modules called `domain`, `aggregates` or `value_objects`, and
    `entities` or `models` whose classes are plain.

    ## Why it is bad

    A rule that stands in one service doesn't hold in the next: nothing keeps the entity from being brought into a state that it must not
    have, and to learn what may happen to it one has to read every caller.

    ## Bad

    ```python
    # path: shop/domain/payment.py
    from dataclasses import dataclass


    @dataclass
    class Payment:
        id: int
        amount: int
        refunded: int = 0
        status: str = "open"
    ```

    ```python
    # path: shop/application/refunds.py
    from shop.domain.payment import Payment


    def refund(payment: Payment, amount: int) -> None:
        payment.refunded += amount
        if payment.refunded >= payment.amount:
            payment.status = "refunded"
    ```

    ## Good

    ```python
    # path: shop/domain/payment.py
    from dataclasses import dataclass


    @dataclass
    class Payment:
        id: int
        amount: int
        refunded: int = 0
        status: str = "open"

        def refund(self, amount: int) -> None:
            self.refunded += amount
            if self.refunded >= self.amount:
                self.status = "refunded"
    ```

    ```python
    # path: shop/application/refunds.py
    from shop.domain.payment import Payment


    def refund(payment: Payment, amount: int) -> None:
        payment.refund(amount)
    ```

    ## When to switch it off

    In a project whose domain is data by nature: an import, a catalogue, a form that is only stored and shown.

    ## How to fix

    Move each rule that a related place applies to the entity into a method of the entity, named after what happens in the business, and
    call that. If nothing but reading ever happens to the class, freeze it: then it is a value.
    """

    code = "DDD201"
    name = "anemic-domain-model"
    summary = "An entity holds only fields, while its state is decided elsewhere"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each entity without behaviour."""
        for ref in project.domain.objects():
            found = anemia(project, ref) if ref[0] in project.targets else None
            if found is not None:
                yield self._report(project, ref, found.places, found.identity)
        if project.domain.carries_rules():
            for ref in project.evaluator.models.all_models():
                changes = decided_elsewhere(project, ref) if ref[0] in project.targets else ()
                if changes:
                    yield self._report(project, ref, changes)

    def _report(self, project: ProjectIndex, ref: Ref, changes: tuple[Change, ...], identity: str = "") -> Finding:
        name = project.evaluator.files.unit(ref).name
        if changes:
            what = f"holds only fields, while {decided(project, changes)}; move that rule into a method of `{name}`"
        else:
            what = f"is an entity by its `{identity}` but holds only fields; give it the rules that its callers keep, or freeze it"
        return self.finding(ref[0], class_span(project, ref), f"`{name}` {what}", related=places(project, changes))
