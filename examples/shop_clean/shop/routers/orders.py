"""Orders over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from shop.routers.dependencies import CustomerId, Orders
from shop.routers.schemas import Limit, OrderIn, OrderOut, Quantity, Sku

router = APIRouter(prefix="/orders")


@router.get("")
def list_orders(orders: Orders, limit: Limit = 20) -> list[OrderOut]:
    return [OrderOut.of(order) for order in orders.latest(limit)]


@router.post("")
def place_order(body: OrderIn, orders: Orders, customer_id: CustomerId) -> OrderOut:
    return OrderOut.of(orders.place(customer_id, {item.sku: item.quantity for item in body.items}))


@router.post("/quick")
def quick_order(sku: Sku, quantity: Quantity, orders: Orders, customer_id: CustomerId) -> OrderOut:
    return OrderOut.of(orders.place(customer_id, {sku: quantity}))


@router.post("/{order_id}/pay")
def pay_order(order_id: UUID, orders: Orders, customer_id: CustomerId) -> OrderOut:
    return OrderOut.of(orders.pay(order_id))


@router.post("/{order_id}/cancel")
def cancel_order(order_id: UUID, orders: Orders, customer_id: CustomerId) -> OrderOut:
    return OrderOut.of(orders.cancel(order_id))


@router.get("/track/{code}")
def track(code: Annotated[str, Path(max_length=60)], orders: Orders) -> OrderOut:
    return OrderOut.of(orders.track(code))
