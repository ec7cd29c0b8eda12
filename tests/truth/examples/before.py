"""What `examples/shop` does wherever ddd-lint finds a query too many, by place and code."""

import os
import smtplib
from datetime import datetime, timedelta
from types import SimpleNamespace

os.environ["DATABASE_URL"] = "sqlite://"

from fastapi import FastAPI
from fastapi.testclient import TestClient
from shop import cache, worker
from shop.billing import invoices
from shop.database import Base, SessionLocal, get_session
from shop.domain.models import Customer, Order, OrderLine, Product, Review
from shop.routers import orders, products
from shop.services import loyalty, reports
from shop.services.orders import OrderService
from sqlalchemy import Column, Integer, Table, Text

metadata = Base.metadata
Table("invoices", metadata, Column("order_id", Integer, primary_key=True), Column("text", Text))
calls = []


class CountedClient:
    """Redis without a server."""

    def get(self, key):
        calls.append(key)
        return "1"


class NoMail:
    def __init__(self, *arguments):
        raise ConnectionRefusedError


cache.client = CountedClient()
smtplib.SMTP = NoMail


def fill(session, rows):
    for number in range(rows):
        customer = Customer(email=f"{number}@shop.test", name=f"customer {number}", points=number + 1)
        product = Product(sku=f"sku {number}", name=f"product {number}", price=number, stock=100)
        product.reviews.append(Review(customer=customer, stars=5))
        order = Order(customer=customer, placed_at=datetime.now() - timedelta(days=30 + number))
        order.lines.append(OrderLine(product=product, quantity=1, price=number))
        session.add(order)


def all_orders(session):
    return session.query(Order).all()


def get(session, router, path):
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[get_session] = lambda: session
    answer = TestClient(app).get(path)
    assert answer.status_code == 200, answer.text


def place(session):
    items = [{"sku": product.sku, "quantity": 1} for product in session.query(Product)]
    OrderService(session).place(SimpleNamespace(url="/orders"), 1, items)


def keep(session):
    invoices.archive = session.get_bind()
    invoices.keep(all_orders(session))


def remind_all(session):
    SessionLocal.configure(bind=session.get_bind())
    worker.remind_all()


def ids(session):
    return [product.id for product in session.query(Product)]


cases = {
    "shop/services/reports.py:turnover_by_customer DDD301": (fill, reports.turnover_by_customer),
    "shop/services/reports.py:best_sellers DDD303": (
        fill,
        lambda session: reports.best_sellers(session, [product.sku for product in session.query(Product)]),
    ),
    "shop/services/reports.py:order_sheet DDD302": (fill, reports.order_sheet),
    "shop/services/reports.py:order_sheet DDD303": (fill, reports.order_sheet),
    "shop/services/reports.py:small_orders DDD301": (fill, reports.small_orders),
    "shop/services/reports.py:line_counts DDD303": (fill, reports.line_counts),
    "shop/services/reports.py:prices DDD306": (fill, lambda session: reports.prices(ids(session))),
    "shop/services/reports.py:most_viewed DDD306": (fill, lambda session: reports.most_viewed(ids(session))),
    "shop/services/reports.py:archive DDD304": (fill, lambda session: reports.archive(session, all_orders(session))),
    "shop/services/reports.py:reprice DDD304": (
        fill,
        lambda session: reports.reprice(session, dict.fromkeys(ids(session), 7.5)),
    ),
    "shop/services/loyalty.py:expire DDD304": (fill, loyalty.expire),
    "shop/services/orders.py:OrderService.place DDD303": (fill, place),
    "shop/domain/models.py:Order.review_count DDD302": (
        fill,
        lambda session: [order.review_count for order in all_orders(session)],
    ),
    "shop/billing/invoices.py:render DDD302": (
        fill,
        lambda session: [invoices.render(order) for order in all_orders(session)],
    ),
    "shop/billing/invoices.py:keep DDD303": (fill, keep),
    "shop/billing/invoices.py:keep DDD304": (fill, keep),
    "shop/routers/orders.py:list_orders DDD305": (fill, lambda session: get(session, orders.router, "/orders")),
    "shop/routers/products.py:list_products DDD305": (fill, lambda session: get(session, products.router, "/products")),
    "shop/worker.py:remind_all DDD303": (fill, remind_all),
}
