"""Invoices, as text."""

from sqlalchemy import create_engine, text

from shop.domain.models import Order
from shop.warehouse.stock import shelf_of

archive = None


def archive_engine():
    global archive
    if archive is None:
        archive = create_engine("postgresql+psycopg://billing:B1lling-2021@10.20.0.31/archive")
    return archive


def render(order: Order) -> str:
    rows = [f"{line.quantity:>4}  {line.product.name}  shelf {shelf_of(line.product_id)}" for line in order.lines]
    return "\n".join([f"Order {order.id} for {order.customer.name}", *rows, f"Total {order.total}"])


def keep(orders: list[Order]) -> None:
    with archive_engine().begin() as connection:
        for order in orders:
            connection.execute(
                text("INSERT INTO invoices (order_id, text) VALUES (:id, :text)"),
                {"id": order.id, "text": render(order)},
            )
