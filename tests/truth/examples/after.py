"""What `examples/shop_clean` does instead of what `before.py` names; some of it the clean shop does not do at all."""

import os
from datetime import datetime, timedelta
from types import SimpleNamespace

from fastapi.testclient import TestClient
from shop.billing import render
from shop.bootstrap import Adapters, create_app
from shop.domain.customers import Customer
from shop.domain.money import Money
from shop.domain.orders import Order
from shop.domain.products import Product, Review
from shop.infrastructure.mapping import map_domain
from shop.infrastructure.redis_stores import RedisPopularity
from shop.infrastructure.tables import metadata
from shop.infrastructure.unit_of_work import SqlUnits, SqlUnitOfWork
from shop.services.catalogue import CatalogueService
from shop.services.orders import OrderService
from shop.services.reminders import remind_unpaid
from shop.services.reports import ReportService
from shop.settings import Settings
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

__all__ = ["cases", "metadata"]

SETTINGS = {
    "DATABASE_URL": "sqlite://",
    "REDIS_URL": "redis://localhost",
    "JWT_SECRET": "x" * 40,
    "PAYMENT_URL": "https://payments.test",
    "PAYMENT_ACCOUNT": "shop",
    "PAYMENT_TOKEN": "x",
    "SMTP_HOST": "localhost",
    "SMTP_USER": "shop",
    "SMTP_PASSWORD": "x",
    "MAIL_FROM": "shop@shop.test",
    "IMAGE_FOLDER": "images",
}
calls = []
map_domain()


class CountedClient:
    """Redis without a server."""

    def mget(self, keys):
        calls.append(keys)
        return ["1"] * len(keys)


def fill(session, rows):
    for number in range(rows):
        customer = Customer(f"{number}@shop.test", f"customer {number}", "x", points=number + 1)
        product = Product(f"sku {number}", f"product {number}", Money(100 + number), stock=100)
        session.add_all([customer, product])
        session.flush()
        order = Order(customer.id, datetime.now() - timedelta(days=30 + number))
        order.add(product.id, 1, product.price)
        session.add_all([order, Review(product.id, customer.id, 5)])


def get(session, path):
    os.environ.update({f"SHOP_{name}": value for name, value in SETTINGS.items()})
    units = SqlUnits(sessionmaker(session.get_bind(), expire_on_commit=False))
    app = create_app(Settings(), Adapters(units, None, None, None, RedisPopularity(CountedClient())))
    answer = TestClient(app).get(path)
    assert answer.status_code == 200, answer.text


def place(session):
    customer = session.scalars(select(Customer)).first()
    skus = [product.sku for product in session.scalars(select(Product))]
    OrderService(SqlUnitOfWork(session), None, None).place(customer.id, dict.fromkeys(skus, 1))


def invoices(session):
    work = SqlUnitOfWork(session)
    products = {product.id: product for product in session.scalars(select(Product))}
    return [render(order, "Ada", products) for order in work.orders.latest(100)]


def popular(session):
    products = session.scalars(select(Product)).all()
    CatalogueService(SqlUnitOfWork(session), RedisPopularity(CountedClient())).by_popularity(
        [product.id for product in products]
    )


def remind(session):
    remind_unpaid(SqlUnitOfWork(session), SimpleNamespace(send=lambda address, text: None), datetime.now())


def order_sheet(session):
    ReportService(SqlUnitOfWork(session)).order_sheet(100)


def line_counts(session):
    return {order.id: len(order.lines) for order in SqlUnitOfWork(session).orders.latest(100)}


cases = {
    "shop/services/reports.py:turnover_by_customer DDD301": (
        fill,
        lambda session: ReportService(SqlUnitOfWork(session)).turnover(),
    ),
    "shop/services/reports.py:order_sheet DDD302": (fill, order_sheet),
    "shop/services/reports.py:order_sheet DDD303": (fill, order_sheet),
    "shop/services/reports.py:small_orders DDD301": (fill, line_counts),
    "shop/services/reports.py:line_counts DDD303": (fill, line_counts),
    "shop/services/reports.py:most_viewed DDD306": (fill, popular),
    "shop/services/reports.py:archive DDD304": (
        fill,
        lambda session: ReportService(SqlUnitOfWork(session)).archive(datetime.now()),
    ),
    "shop/services/loyalty.py:expire DDD304": (
        fill,
        lambda session: SqlUnitOfWork(session).customers.expire_points(),
    ),
    "shop/services/orders.py:OrderService.place DDD303": (fill, place),
    "shop/billing/invoices.py:render DDD302": (fill, invoices),
    "shop/routers/orders.py:list_orders DDD305": (fill, lambda session: get(session, "/orders")),
    "shop/routers/products.py:list_products DDD305": (fill, lambda session: get(session, "/products")),
    "shop/worker.py:remind_all DDD303": (fill, remind),
}
