"""The cart: what a customer has picked and not ordered yet."""

from dataclasses import dataclass, field
from uuid import UUID

from shop.domain.errors import NotAllowed
from shop.domain.money import Money


@dataclass(frozen=True)
class CartItem:
    sku: str
    quantity: int
    unit_price: Money


@dataclass(eq=False)
class Cart:
    id: UUID
    customer_id: UUID
    items: list[CartItem] = field(default_factory=list)
    coupon: Money | None = None

    @property
    def total(self) -> Money:
        total = sum((item.unit_price.times(item.quantity) for item in self.items), Money(0))
        return total if self.coupon is None else Money(max(total.cents - self.coupon.cents, 0), total.currency)

    def put(self, item: CartItem) -> None:
        if item.quantity < 1:
            raise NotAllowed("a quantity is at least one")
        self.items.append(item)

    def redeem(self, coupon: Money) -> None:
        if self.coupon is not None:
            raise NotAllowed("one coupon a cart")
        self.coupon = coupon


@dataclass(frozen=True)
class DeliveryQuote:
    carrier: str
    price: Money
    order_id: UUID
