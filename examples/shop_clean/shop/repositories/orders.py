"""Orders in the database, always with their lines."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shop.domain.errors import NotFound
from shop.domain.money import Money
from shop.domain.orders import Order, OrderStatus
from shop.domain.ports import Turnover
from shop.infrastructure import tables

columns = tables.orders.c


class OrderRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, order_id: UUID) -> Order:
        order = self._session.get(Order, order_id)
        if order is None:
            raise NotFound("no such order")
        return order

    def latest(self, limit: int) -> list[Order]:
        return list(self._session.scalars(select(Order).order_by(columns.placed_at.desc()).limit(limit)))

    def of_customer(self, customer_id: UUID, limit: int) -> list[Order]:
        statement = select(Order).where(columns.customer_id == customer_id).order_by(columns.placed_at).limit(limit)
        return list(self._session.scalars(statement))

    def by_tracking_code(self, code: str) -> Order | None:
        return self._session.scalars(select(Order).where(columns.tracking_code == code)).one_or_none()

    def unpaid_since(self, moment: datetime) -> list[Order]:
        unpaid = columns.status == OrderStatus.NEW
        return list(self._session.scalars(select(Order).where(unpaid, columns.placed_at < moment)))

    def turnover(self) -> list[Turnover]:
        lines = tables.order_lines.c
        rows = self._session.execute(
            select(tables.customers.c.email, func.sum(lines.price_cents * lines.quantity))
            .select_from(tables.customers.join(tables.orders).join(tables.order_lines))
            .group_by(tables.customers.c.email)
        )
        return [Turnover(email, Money(cents)) for email, cents in rows]

    def archive(self, before: datetime) -> int:
        result = self._session.execute(
            update(tables.orders).where(columns.placed_at < before).values(status=OrderStatus.ARCHIVED)
        )
        return result.rowcount

    def add(self, order: Order) -> None:
        self._session.add(order)
