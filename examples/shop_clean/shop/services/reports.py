"""Figures for the back office."""

from datetime import datetime
from uuid import UUID

from shop.domain.ports import Turnover, UnitOfWork


class ReportService:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def turnover(self) -> list[Turnover]:
        return self._work.orders.turnover()

    def spent(self, customer_id: UUID, limit: int) -> int:
        orders = self._work.orders.of_customer(customer_id, limit)
        return sum(order.total.cents - order.refund.cents for order in orders)

    def order_sheet(self, limit: int) -> list[tuple[str, list[str]]]:
        """For each of the latest orders, its customer's address and its products' names."""
        orders = self._work.orders.latest(limit)
        addresses = self._work.customers.emails([order.customer_id for order in orders])
        names = self._work.products.names([line.product_id for order in orders for line in order.lines])
        return [(addresses[order.customer_id], [names[line.product_id] for line in order.lines]) for order in orders]

    def archive(self, before: datetime) -> int:
        count = self._work.orders.archive(before)
        self._work.commit()
        return count
