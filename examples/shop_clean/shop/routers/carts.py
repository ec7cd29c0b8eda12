"""Carts over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from shop.routers.dependencies import Carts, CustomerId
from shop.routers.schemas import CartOut, ItemIn

router = APIRouter(prefix="/carts")


@router.get("/{cart_id}")
def show(cart_id: UUID, carts: Carts, customer_id: CustomerId) -> CartOut:
    return CartOut.of(carts.show(cart_id, customer_id))


@router.post("/{cart_id}")
def put(cart_id: UUID, item: ItemIn, carts: Carts, customer_id: CustomerId) -> CartOut:
    return CartOut.of(carts.put(cart_id, customer_id, item.sku, item.quantity))
