"""Invoices, as text."""

from collections.abc import Mapping
from uuid import UUID

from shop.domain.orders import Order
from shop.domain.products import Product
from shop.warehouse import shelf_of


def render(order: Order, customer_name: str, products: Mapping[UUID, Product]) -> str:
    rows = [
        f"{line.quantity:>4}  {products[line.product_id].name}  shelf {shelf_of(products[line.product_id].sku)}"
        for line in order.lines
    ]
    return "\n".join([f"Order {order.id} for {customer_name}", *rows, f"Total {order.total.cents / 100:.2f}"])
