"""Products and their reviews."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from shop.domain.errors import NotAllowed
from shop.domain.money import Money


@dataclass(eq=False)
class Product:
    sku: str
    name: str
    price: Money
    description: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    stock: int = 0
    id: UUID = field(default_factory=uuid4)

    def take_from_stock(self, quantity: int) -> None:
        if quantity > self.stock:
            raise NotAllowed(f"only {self.stock} of {self.sku} left")
        self.stock -= quantity

    def rename(self, name: str) -> None:
        if not name.strip():
            raise NotAllowed("a product needs a name")
        self.name = name

    def reprice(self, price: Money) -> None:
        if price.cents <= 0:
            raise NotAllowed("a price is more than nothing")
        self.price = price


@dataclass(eq=False)
class Review:
    product_id: UUID
    customer_id: UUID
    stars: int
    text: str = ""
    published_at: datetime | None = None
    id: UUID = field(default_factory=uuid4)

    def publish(self, now: datetime) -> None:
        if self.published_at is None:
            self.published_at = now
