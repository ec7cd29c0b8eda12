"""Orders in the database."""

from datetime import datetime

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Query, Session, selectinload

from shop.domain.models import Order, OrderLine
from shop.services.notifications import notify


class OrderRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, order_id: int) -> Order | None:
        return self.session.get(Order, order_id)

    def get_or_404(self, order_id: int) -> Order:
        order = self.session.get(Order, order_id)
        if order is None:
            raise HTTPException(status_code=404, detail="no such order")
        return order

    def save(self, order: Order) -> None:
        self.session.add(order)
        self.session.commit()
        notify(order.customer_id, f"order {order.id} is {order.status}")

    def of_customer(self, customer_id: int) -> Query:
        return self.session.query(Order).filter(Order.customer_id == customer_id)

    def latest(self, limit: int) -> list[Order]:
        return list(self.session.scalars(select(Order).order_by(Order.placed_at.desc()).limit(limit)))

    def by_tracking_code(self, code: str) -> Order | None:
        return self.session.scalars(select(Order).where(Order.tracking_code == code)).first()

    def unpaid_since(self, moment: datetime) -> list[Order]:
        return self.session.query(Order).filter(Order.status == "new", Order.placed_at < moment).all()

    def with_lines(self) -> list[Order]:
        return list(self.session.scalars(select(Order).options(selectinload(Order.lines))))

    def lines_of(self, order_id: int) -> list[OrderLine]:
        return self.session.query(OrderLine).filter_by(order_id=order_id).all()
