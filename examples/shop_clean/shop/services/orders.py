"""Placing, paying and cancelling orders."""

import logging
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shop.domain.errors import DeliveryFailed, NotFound
from shop.domain.orders import Order
from shop.domain.ports import Mailer, PaymentGateway, UnitOfWork
from shop.warehouse import take

logger = logging.getLogger(__name__)


class OrderService:
    def __init__(self, work: UnitOfWork, payments: PaymentGateway, mailer: Mailer) -> None:
        self._work = work
        self._payments = payments
        self._mailer = mailer

    def place(self, customer_id: UUID, quantities: Mapping[str, int]) -> Order:
        products = self._work.products.by_skus(list(quantities))
        missing = sorted(quantities.keys() - products.keys())
        if missing:
            raise NotFound(f"no product {', '.join(missing)}")
        order = Order(customer_id, datetime.now())
        for sku, quantity in quantities.items():
            product = products[sku]
            take(product, quantity)
            order.add(product.id, quantity, product.price)
        self._work.orders.add(order)
        self._work.commit()
        return order

    def latest(self, limit: int) -> list[Order]:
        return self._work.orders.latest(limit)

    def track(self, code: str) -> Order:
        order = self._work.orders.by_tracking_code(code)
        if order is None:
            raise NotFound("no such parcel")
        return order

    def pay(self, order_id: UUID) -> Order:
        order = self._work.orders.get(order_id)
        customer = self._work.customers.get(order.customer_id)
        order.pay(datetime.now())
        customer.award(order.total.cents // 100)
        self._payments.charge(order.id, order.total)
        self._work.commit()
        return order

    def cancel(self, order_id: UUID) -> Order:
        order = self._work.orders.get(order_id)
        refund = order.cancel(datetime.now())
        if refund.cents:
            self._payments.refund(order.id, refund)
        self._work.commit()
        self._tell(order.customer_id, "your order is cancelled")
        return order

    def _tell(self, customer_id: UUID, text: str) -> None:
        customer = self._work.customers.get(customer_id)
        try:
            self._mailer.send(customer.email, text)
        except DeliveryFailed:
            logger.warning("customer %s was not told", customer_id, exc_info=True)
