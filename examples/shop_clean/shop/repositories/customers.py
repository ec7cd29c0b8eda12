"""Customers in the database."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shop.domain.customers import Customer
from shop.domain.errors import NotFound
from shop.infrastructure import tables


class CustomerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, customer_id: UUID) -> Customer:
        customer = self._session.get(Customer, customer_id)
        if customer is None:
            raise NotFound("no such customer")
        return customer

    def by_email(self, email: str) -> Customer | None:
        return self._session.scalars(select(Customer).where(tables.customers.c.email == email)).one_or_none()

    def emails(self, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
        columns = tables.customers.c
        rows = self._session.execute(select(columns.id, columns.email).where(columns.id.in_(customer_ids)))
        return {row.id: row.email for row in rows}

    def add(self, customer: Customer) -> None:
        self._session.add(customer)

    def expire_points(self) -> None:
        self._session.execute(update(tables.customers).values(points=0))
