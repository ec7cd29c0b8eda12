from datetime import datetime, timedelta, timezone

from shop import views
from shop.models import Customer

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    Customer.objects.bulk_create(
        Customer(name=f"customer {number}", last_seen=NOW + timedelta(days=number)) for number in range(rows)
    )


def run():
    return list(views.inactive(NOW + timedelta(days=100)))


before = {"shop/models.py:Customer.last_seen": "last_seen"}
after = {"shop/models.py:Customer.last_seen": "last_seen"}
