"""What the shop needs from the outside, said in its own words."""

from typing import Protocol

from shop.domain.models import Order


class OrderStore(Protocol):
    def get(self, order_id: int) -> Order | None: ...

    def save(self, order: Order) -> None: ...


class PaymentGateway(Protocol):
    def charge(self, order_id: int, amount: str) -> str: ...

    def refund(self, order_id: int, amount: str) -> str: ...
