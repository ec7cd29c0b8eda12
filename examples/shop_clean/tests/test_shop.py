"""A customer's way through the shop, over HTTP."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from shop.billing import render
from shop.bootstrap import build_adapters
from shop.domain.customers import Customer
from shop.domain.money import Money
from shop.domain.products import Product
from shop.infrastructure.tables import metadata
from shop.services.catalogue import CatalogueService
from shop.services.reminders import remind_unpaid

PASSWORD = "correct horse battery"


def log_in(client, email: str = "ada@shop.test") -> dict[str, str]:
    body = {"email": email, "name": "Ada", "password": PASSWORD}
    assert client.post("/customers", json=body).status_code == 200
    token = client.post("/accounts/login", json={"email": email, "password": PASSWORD}).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def stock(adapters, *skus: str) -> None:
    with adapters.units.begin() as work:
        for sku in skus:
            product = Product(sku, f"the {sku}", Money(500), f"a fine {sku}", {"colour": "red"}, stock=1000)
            work.products.add(product)
        work.commit()


def test_an_order_from_cart_to_refund(client, adapters):
    stock(adapters, "TEA")
    headers = log_in(client)
    cart = uuid4()
    assert (
        client.post(f"/carts/{cart}", json={"sku": "TEA", "quantity": 2}, headers=headers).json()["total_cents"] == 1000
    )
    assert client.get(f"/carts/{cart}", headers=headers).json()["items"] == [{"sku": "TEA", "quantity": 2}]
    body = {"items": [{"sku": "TEA", "quantity": 10}]}
    order = client.post("/orders", json=body, headers=headers).json()
    assert order["total_cents"] == 4500
    assert client.post(f"/orders/{order['id']}/pay", headers=headers).json()["status"] == "paid"
    assert client.post(f"/orders/{order['id']}/pay", headers=headers).status_code == 409
    assert client.post(f"/orders/{order['id']}/cancel", headers=headers).json()["status"] == "cancelled"
    assert adapters.payments.calls == [("charge", 4500), ("refund", 4500)]
    assert adapters.mailer.sent == [("ada@shop.test", "your order is cancelled")]
    assert client.get("/customers/me/spent", headers=headers).json() == {"cents": 0}


def test_bad_input_is_refused(client, adapters):
    stock(adapters, "TEA")
    headers = log_in(client)
    assert client.post("/orders", json={"items": []}, headers=headers).status_code == 422
    assert client.post("/orders/quick?sku=TEA&quantity=1001", headers=headers).status_code == 422
    assert client.post("/orders/quick?sku=NO&quantity=1", headers=headers).status_code == 404
    assert client.post("/orders/quick?sku=TEA&quantity=1", headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get("/orders?limit=101").status_code == 422
    assert client.get("/products?sort=stock").status_code == 422
    assert client.post("/products", json={}, headers=headers).status_code == 403


def test_the_catalogue(client, adapters):
    stock(adapters, "TEA", "MUG")
    with adapters.units.begin() as work:
        ids = [product.id for product in work.products.by_skus(["TEA", "MUG"]).values()]
        assert CatalogueService(work, adapters.popularity).by_popularity(ids) == ids[::-1]
    headers = log_in(client)
    assert [product["sku"] for product in client.get("/products").json()] == ["MUG", "TEA"]
    assert [product["sku"] for product in client.get("/products/search?q=fine MUG").json()] == ["MUG"]
    assert len(client.get("/products/coloured/red").json()) == 2
    assert client.get("/products/coloured/blue").json() == []
    review = {"stars": 5, "text": "good"}
    assert client.post(f"/products/{ids[0]}/reviews", json=review, headers=headers).json() == review
    assert client.get(f"/products/{ids[0]}/reviews").json() == [review]


def test_the_back_office(client, adapters, settings):
    stock(adapters, "TEA")
    headers = log_in(client)
    with adapters.units.begin() as work:
        work.customers.by_email("ada@shop.test").is_admin = True
        work.commit()
    product = {"sku": "MUG", "name": "a mug", "price_cents": 900}
    mug = client.post("/products", json=product, headers=headers).json()
    assert client.post("/products", json=product, headers=headers).status_code == 409
    changed = client.patch(f"/products/{mug['id']}", json={"price_cents": 800}, headers=headers).json()
    assert changed["price_cents"] == 800
    image = {"image": ("../../x.png", b"png")}
    assert client.post(f"/products/{mug['id']}/image", files=image, headers=headers).status_code == 200
    assert [path.name for path in settings.image_folder.iterdir()] == [f"{mug['id']}.png"]
    client.post("/orders/quick?sku=TEA&quantity=3", headers=headers)
    assert client.get("/admin/turnover", headers=headers).json() == [{"email": "ada@shop.test", "cents": 1500}]
    assert client.get("/admin/orders", headers=headers).json() == [
        {"customer": "ada@shop.test", "products": ["the TEA"]}
    ]
    moment = (datetime.now() + timedelta(days=1)).isoformat()
    assert client.post(f"/admin/archive?before={moment}", headers=headers).json() == {"archived": 1}


@pytest.mark.parametrize("path", ["/orders", "/admin/orders"])
def test_queries_do_not_grow_with_the_rows(client, adapters, statements, path):
    stock(adapters, "TEA", "MUG", "CUP")
    headers = log_in(client)
    with adapters.units.begin() as work:
        work.customers.by_email("ada@shop.test").is_admin = True
        work.commit()

    def queries() -> int:
        statements.clear()
        assert client.get(path, headers=headers).status_code == 200
        return len(statements)

    client.post("/orders/quick?sku=TEA&quantity=1", headers=headers)
    few = queries()
    body = {"items": [{"sku": sku, "quantity": 1} for sku in ("TEA", "MUG", "CUP")]}
    for _ in range(5):
        client.post("/orders", json=body, headers=headers)
    assert queries() == few


def test_reminders_survive_a_failing_mail_server(client, adapters, caplog):
    stock(adapters, "TEA")
    client.post("/orders/quick?sku=TEA&quantity=3", headers=log_in(client))
    later = datetime.now() + timedelta(days=4)
    with adapters.units.begin() as work:
        assert remind_unpaid(work, adapters.mailer, later) == 1
        adapters.mailer.broken = True
        with caplog.at_level(logging.WARNING):
            assert remind_unpaid(work, adapters.mailer, later) == 0
    assert "no reminder" in caplog.text


def test_points_invoice_and_wiring(client, adapters, settings):
    customer = Customer("bob@shop.test", "Bob", "")
    customer.award(1001)
    assert customer.tier == "gold"
    with adapters.units.begin() as work:
        work.customers.add(customer)
        work.customers.expire_points()
        work.commit()
    stock(adapters, "TEA")
    order_id = client.post("/orders/quick?sku=TEA&quantity=3", headers=log_in(client)).json()["id"]
    with adapters.units.begin() as work:
        order = work.orders.latest(1)[0]
        product = work.products.by_skus(["TEA"])["TEA"]
    assert render(order, "Bob", {product.id: product}).splitlines()[0] == f"Order {order_id} for Bob"
    assert build_adapters(settings).units is not None


def test_revisions_build_what_the_tables_say(engine):
    config = Config(str(Path(__file__).parents[1] / "alembic.ini"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
