"""The composition root: builds the adapters and wires them together."""

from dataclasses import dataclass

import httpx
import redis
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from shop.domain.ports import CartStore, Mailer, PaymentGateway, Popularity
from shop.infrastructure.mail import SmtpMailer
from shop.infrastructure.mapping import map_domain
from shop.infrastructure.payments import HttpPayments
from shop.infrastructure.redis_stores import RedisCarts, RedisPopularity
from shop.infrastructure.tokens import Tokens
from shop.infrastructure.unit_of_work import SqlUnits
from shop.routers import accounts, admin, carts, customers, orders, products
from shop.routers.errors import add_error_handlers
from shop.settings import Settings


@dataclass(frozen=True)
class Adapters:
    """What the services talk to."""

    units: SqlUnits
    payments: PaymentGateway
    mailer: Mailer
    carts: CartStore
    popularity: Popularity


def build_units(settings: Settings) -> SqlUnits:
    map_domain()
    engine = create_engine(settings.database_url.get_secret_value())
    return SqlUnits(sessionmaker(engine, expire_on_commit=False))


def build_mailer(settings: Settings) -> SmtpMailer:
    return SmtpMailer(
        settings.smtp_host, settings.smtp_user, settings.smtp_password.get_secret_value(), settings.mail_from
    )


def build_adapters(settings: Settings) -> Adapters:
    client = redis.Redis.from_url(settings.redis_url.get_secret_value(), decode_responses=True)
    provider = httpx.Client(
        base_url=str(settings.payment_url),
        headers={"Authorization": f"Bearer {settings.payment_token.get_secret_value()}"},
        timeout=10,
    )
    return Adapters(
        units=build_units(settings),
        payments=HttpPayments(provider, settings.payment_account),
        mailer=build_mailer(settings),
        carts=RedisCarts(client),
        popularity=RedisPopularity(client),
    )


def create_app(settings: Settings, adapters: Adapters | None = None) -> FastAPI:
    app = FastAPI(title="Shop", debug=settings.debug)
    app.state.settings = settings
    app.state.tokens = Tokens(settings.jwt_secret.get_secret_value())
    app.state.adapters = build_adapters(settings) if adapters is None else adapters
    app.add_middleware(CORSMiddleware, allow_origins=settings.allowed_origins, allow_credentials=True)
    add_error_handlers(app)
    for module in (accounts, admin, carts, customers, orders, products):
        app.include_router(module.router)
    return app
