"""The shop on SQLite in memory, with the outside world faked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

sys.path.insert(0, str(Path(__file__).parents[1]))

from shop.bootstrap import Adapters, create_app
from shop.domain.errors import DeliveryFailed
from shop.infrastructure.mapping import map_domain
from shop.infrastructure.tables import metadata
from shop.infrastructure.unit_of_work import SqlUnits
from shop.settings import Settings


class FakePayments:
    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []

    def charge(self, order_id, amount) -> None:
        self.calls.append(("charge", amount.cents))

    def refund(self, order_id, amount) -> None:
        self.calls.append(("refund", amount.cents))


class FakeMailer:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.broken = False

    def send(self, address: str, text: str) -> None:
        if self.broken:
            raise DeliveryFailed(address)
        self.sent.append((address, text))


class FakeCarts:
    def __init__(self) -> None:
        self.carts = {}

    def load(self, cart_id):
        return self.carts.get(cart_id)

    def save(self, cart) -> None:
        self.carts[cart.id] = cart


class FakePopularity:
    def views(self, product_ids):
        return {product_id: place for place, product_id in enumerate(product_ids)}


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    yield engine
    engine.dispose()


@pytest.fixture
def adapters(engine: Engine) -> Adapters:
    map_domain()
    metadata.create_all(engine)
    units = SqlUnits(sessionmaker(engine, expire_on_commit=False))
    return Adapters(units, FakePayments(), FakeMailer(), FakeCarts(), FakePopularity())


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    values = {
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
        "IMAGE_FOLDER": str(tmp_path),
    }
    for name, value in values.items():
        monkeypatch.setenv(f"SHOP_{name}", value)
    return Settings()


@pytest.fixture
def client(settings: Settings, adapters: Adapters) -> TestClient:
    return TestClient(create_app(settings, adapters))


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    """The SELECTs that run from here on."""
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection, cursor, statement, *rest) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    return seen
