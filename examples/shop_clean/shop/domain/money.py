"""Amounts of money."""

from __future__ import annotations

from dataclasses import dataclass

from shop.domain.errors import NotAllowed


@dataclass(frozen=True)
class Money:
    """An amount in the currency's smallest unit."""

    cents: int
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise NotAllowed(f"can't add {other.currency} to {self.currency}")
        return Money(self.cents + other.cents, self.currency)

    def times(self, quantity: int) -> Money:
        return Money(self.cents * quantity, self.currency)

    def percent(self, share: int) -> Money:
        return Money(self.cents * share // 100, self.currency)
