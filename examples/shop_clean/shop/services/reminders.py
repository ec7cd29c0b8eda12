"""Reminding customers of what they have not paid."""

import logging
from datetime import datetime, timedelta

from shop.domain.errors import DeliveryFailed
from shop.domain.ports import Mailer, UnitOfWork

logger = logging.getLogger(__name__)

PATIENCE = timedelta(days=3)


def remind_unpaid(work: UnitOfWork, mailer: Mailer, now: datetime) -> int:
    """Returns how many reminders went out."""
    orders = work.orders.unpaid_since(now - PATIENCE)
    addresses = work.customers.emails([order.customer_id for order in orders])
    sent = 0
    for order in orders:
        try:
            mailer.send(addresses[order.customer_id], f"order {order.id} is still unpaid")
            sent += 1
        except DeliveryFailed:
            logger.warning("order %s: no reminder", order.id, exc_info=True)
    return sent
