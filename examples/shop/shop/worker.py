"""The background worker: takes unpaid orders and reminds their customers."""

import logging
import os
import time
from datetime import datetime, timedelta

from shop.database import SessionLocal
from shop.domain.models import Order
from shop.repositories.orders import OrderRepository
from shop.services.notifications import notify

logger = logging.getLogger(__name__)


def remind(order: Order) -> None:
    if order.customer.country not in ("DE", "AT"):
        raise Exception("can't remind abroad")
    notify(order.customer_id, f"order {order.id} is still unpaid")


def remind_all() -> None:
    with SessionLocal() as session:
        for order in OrderRepository(session).unpaid_since(datetime.now() - timedelta(days=3)):
            try:
                remind(order)
            except Exception:
                continue


def main() -> None:
    while True:
        try:
            remind_all()
        except Exception:
            logger.exception("reminding failed")
        time.sleep(int(os.environ.get("WORKER_PAUSE", "60")))


if __name__ == "__main__":
    main()
