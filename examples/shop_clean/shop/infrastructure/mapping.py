"""Which class of the domain is kept in which table."""

from sqlalchemy.orm import clear_mappers, composite, registry, relationship

from shop.domain.customers import Customer
from shop.domain.money import Money
from shop.domain.orders import Order, OrderLine
from shop.domain.products import Product, Review
from shop.infrastructure import tables


def map_domain() -> None:
    """Map the domain's classes, afresh."""
    clear_mappers()
    mapper = registry(metadata=tables.metadata)
    mapper.map_imperatively(Customer, tables.customers)
    mapper.map_imperatively(
        Product,
        tables.products,
        properties={
            "price": composite(Money, tables.products.c.price_cents, tables.products.c.price_currency),
        },
    )
    mapper.map_imperatively(Review, tables.reviews)
    mapper.map_imperatively(
        OrderLine,
        tables.order_lines,
        properties={
            "price": composite(Money, tables.order_lines.c.price_cents, tables.order_lines.c.price_currency),
        },
    )
    mapper.map_imperatively(
        Order,
        tables.orders,
        properties={
            "refund": composite(Money, tables.orders.c.refund_cents, tables.orders.c.refund_currency),
            "lines": relationship(OrderLine, cascade="all, delete-orphan", lazy="selectin"),
        },
    )
