from datetime import datetime, timedelta, timezone

from shop.models import Order
from shop.reports import orders_between

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    for number in range(rows):
        Order.objects.create(placed=NOW + timedelta(days=number))


def run():
    return orders_between(NOW, NOW + timedelta(days=2))
