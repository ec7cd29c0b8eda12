"""The tables and their indexes."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shop.domain.orders import OrderStatus

metadata = MetaData()

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("country", String(2), nullable=False),
    Column("points", Integer, nullable=False),
    Column("is_admin", Boolean, nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sku", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False, index=True),
    Column("description", Text, nullable=False),
    Column("attributes", JSON().with_variant(JSONB, "postgresql"), nullable=False),
    Column("price_cents", Integer, nullable=False, index=True),
    Column("price_currency", String(3), nullable=False),
    Column("stock", Integer, nullable=False),
    Index(
        "ix_products_description",
        "description",
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    ),
    Index("ix_products_colour", text("(attributes ->> 'colour')")),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("stars", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("published_at", DateTime),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("status", Enum(OrderStatus, native_enum=False, length=20), nullable=False),
    Column("tracking_code", String(60), unique=True),
    Column("placed_at", DateTime, nullable=False, index=True),
    Column("paid_at", DateTime),
    Column("refund_cents", Integer, nullable=False),
    Column("refund_currency", String(3), nullable=False),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("quantity", Integer, nullable=False),
    Column("price_cents", Integer, nullable=False),
    Column("price_currency", String(3), nullable=False),
)
