"""Orders: an aggregate of its lines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID, uuid4

from shop.domain.errors import NotAllowed
from shop.domain.money import Money

BULK_QUANTITY, BULK_SHARE = 10, 90
FULL_REFUND, LATE_SHARE = timedelta(days=30), 90


class OrderStatus(str, Enum):
    NEW = "new"
    PAID = "paid"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


@dataclass(eq=False)
class OrderLine:
    product_id: UUID
    quantity: int
    price: Money
    id: UUID = field(default_factory=uuid4)

    @property
    def total(self) -> Money:
        total = self.price.times(self.quantity)
        return total.percent(BULK_SHARE) if self.quantity >= BULK_QUANTITY else total


@dataclass(eq=False)
class Order:
    customer_id: UUID
    placed_at: datetime
    status: OrderStatus = OrderStatus.NEW
    tracking_code: str | None = None
    paid_at: datetime | None = None
    refund: Money = Money(0)
    lines: list[OrderLine] = field(default_factory=list)
    id: UUID = field(default_factory=uuid4)

    @property
    def total(self) -> Money:
        return sum((line.total for line in self.lines), Money(0))

    def add(self, product_id: UUID, quantity: int, price: Money) -> None:
        if self.status is not OrderStatus.NEW:
            raise NotAllowed("the order is closed")
        self.lines.append(OrderLine(product_id, quantity, price))

    def pay(self, now: datetime) -> None:
        if self.status is not OrderStatus.NEW:
            raise NotAllowed("already paid or cancelled")
        self.status = OrderStatus.PAID
        self.paid_at = now

    def cancel(self, now: datetime) -> Money:
        """Close the order; returns what is to be refunded."""
        if self.status in (OrderStatus.CANCELLED, OrderStatus.ARCHIVED):
            raise NotAllowed("already closed")
        if self.status is OrderStatus.PAID:
            late = now - self.placed_at > FULL_REFUND
            self.refund = self.total.percent(LATE_SHARE) if late else self.total
        self.status = OrderStatus.CANCELLED
        return self.refund
