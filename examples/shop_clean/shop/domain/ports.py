"""What the shop needs from the outside, said in its own words."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shop.domain.cart import Cart
from shop.domain.customers import Customer
from shop.domain.money import Money
from shop.domain.orders import Order
from shop.domain.products import Product, Review


@dataclass(frozen=True)
class Turnover:
    """What one customer's orders amount to."""

    email: str
    total: Money


class CustomerStore(Protocol):
    def get(self, customer_id: UUID) -> Customer: ...

    def by_email(self, email: str) -> Customer | None: ...

    def emails(self, customer_ids: Sequence[UUID]) -> dict[UUID, str]: ...

    def add(self, customer: Customer) -> None: ...

    def expire_points(self) -> None: ...


class ProductStore(Protocol):
    def get(self, product_id: UUID) -> Product: ...

    def by_skus(self, skus: Sequence[str]) -> dict[str, Product]: ...

    def names(self, product_ids: Sequence[UUID]) -> dict[UUID, str]: ...

    def search(self, term: str, limit: int) -> list[Product]: ...

    def of_colour(self, colour: str, limit: int) -> list[Product]: ...

    def page(self, order: str, limit: int) -> list[Product]: ...

    def add(self, product: Product) -> None: ...

    def reviews(self, product_id: UUID, limit: int) -> list[Review]: ...

    def add_review(self, review: Review) -> None: ...


class OrderStore(Protocol):
    def get(self, order_id: UUID) -> Order: ...

    def latest(self, limit: int) -> list[Order]: ...

    def of_customer(self, customer_id: UUID, limit: int) -> list[Order]: ...

    def by_tracking_code(self, code: str) -> Order | None: ...

    def unpaid_since(self, moment: datetime) -> list[Order]: ...

    def turnover(self) -> list[Turnover]: ...

    def archive(self, before: datetime) -> int: ...

    def add(self, order: Order) -> None: ...


class UnitOfWork(Protocol):
    customers: CustomerStore
    products: ProductStore
    orders: OrderStore

    def commit(self) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]: ...


class PaymentGateway(Protocol):
    def charge(self, order_id: UUID, amount: Money) -> None: ...

    def refund(self, order_id: UUID, amount: Money) -> None: ...


class Mailer(Protocol):
    def send(self, address: str, text: str) -> None: ...


class CartStore(Protocol):
    def load(self, cart_id: UUID) -> Cart | None: ...

    def save(self, cart: Cart) -> None: ...


class Popularity(Protocol):
    def views(self, product_ids: Sequence[UUID]) -> dict[UUID, int]: ...
