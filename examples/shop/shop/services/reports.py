"""Figures for the back office."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from shop import cache
from shop.domain.models import Customer, Order, OrderLine, Product
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository


def turnover_by_customer(session: Session) -> dict[str, float]:
    figures = {}
    for customer in session.scalars(select(Customer)):
        orders = session.scalars(select(Order).where(Order.customer_id == customer.id)).all()
        figures[customer.email] = float(sum(order.total for order in orders))
    return figures


def best_sellers(session: Session, skus: list[str]) -> list[tuple[str, int]]:
    repository = ProductRepository(session)
    return [(sku, units_sold(session, repository.by_sku(sku))) for sku in skus]


def units_sold(session: Session, product: Product | None) -> int:
    if product is None:
        return 0
    return sum(line.quantity for line in session.query(OrderLine).filter_by(product_id=product.id))


def order_sheet(session: Session) -> list[dict]:
    sheet = []
    for order in session.query(Order).all():
        sheet.append(
            {
                "customer": order.customer.name,
                "products": [line.product.name for line in order.lines],
                "reviews": order.review_count,
            }
        )
    return sheet


def small_orders(session: Session) -> list[int]:
    orders = session.scalars(select(Order).options(selectinload(Order.lines))).all()
    small = []
    for order in orders:
        if session.query(OrderLine).filter(OrderLine.order_id == order.id).count() < 3:
            small.append(order.id)
    return small


def line_counts(session: Session) -> dict[int, int]:
    repository = OrderRepository(session)
    return {order.id: len(repository.lines_of(order.id)) for order in repository.latest(100)}


def prices(product_ids: list[int]) -> list[float | None]:
    return [cache.cached_price(product_id) for product_id in product_ids]


def most_viewed(product_ids: list[int]) -> list[int]:
    views = {}
    for product_id in product_ids:
        views[product_id] = int(cache.client.get(f"views:{product_id}") or 0)
    return sorted(views, key=views.get, reverse=True)


def archive(session: Session, orders: list[Order]) -> None:
    for order in orders:
        order.status = "archived"
        OrderRepository(session).save(order)


def reprice(session: Session, prices_by_id: dict[int, float]) -> None:
    repository = ProductRepository(session)
    for product_id, price in prices_by_id.items():
        repository.set_price(product_id, price)
