"""What goes over the wire, checked."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints

from shop.domain.cart import Cart
from shop.domain.orders import Order
from shop.domain.products import Product, Review

Sku = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,40}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Quantity = Annotated[int, Field(ge=1, le=1000)]
Limit = Annotated[int, Query(ge=1, le=100)]
ProductOrder = Literal["name", "price"]


class RegisterIn(BaseModel):
    email: Email
    name: Text
    password: Annotated[str, StringConstraints(min_length=12, max_length=200)]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "DE"


class LoginIn(BaseModel):
    email: Email
    password: Annotated[str, StringConstraints(max_length=200)]


class TokenOut(BaseModel):
    token: str


class ItemIn(BaseModel):
    sku: Sku
    quantity: Quantity


class OrderIn(BaseModel):
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=100)]


class ProductIn(BaseModel):
    sku: Sku
    name: Text
    price_cents: Annotated[int, Field(gt=0)]
    description: Annotated[str, StringConstraints(max_length=5000)] = ""
    attributes: dict[str, Text] = {}


class ProductChange(BaseModel):
    name: Text | None = None
    price_cents: Annotated[int, Field(gt=0)] | None = None


class ReviewIn(BaseModel):
    stars: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, StringConstraints(max_length=5000)] = ""


class ProductOut(BaseModel):
    id: UUID
    sku: str
    name: str
    price_cents: int

    @classmethod
    def of(cls, product: Product) -> ProductOut:
        return cls(id=product.id, sku=product.sku, name=product.name, price_cents=product.price.cents)


class ReviewOut(BaseModel):
    stars: int
    text: str

    @classmethod
    def of(cls, review: Review) -> ReviewOut:
        return cls(stars=review.stars, text=review.text)


class LineOut(BaseModel):
    product_id: UUID
    quantity: int


class OrderOut(BaseModel):
    id: UUID
    status: str
    total_cents: int
    lines: list[LineOut]

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        lines = [LineOut(product_id=line.product_id, quantity=line.quantity) for line in order.lines]
        return cls(id=order.id, status=order.status.value, total_cents=order.total.cents, lines=lines)


class CartOut(BaseModel):
    items: list[ItemIn]
    total_cents: int

    @classmethod
    def of(cls, cart: Cart) -> CartOut:
        items = [ItemIn(sku=item.sku, quantity=item.quantity) for item in cart.items]
        return cls(items=items, total_cents=cart.total.cents)


class TurnoverOut(BaseModel):
    email: str
    cents: int


class SheetRow(BaseModel):
    customer: str
    products: list[str]
