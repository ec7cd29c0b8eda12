"""After, SQLite finds no way to an index from what `exclude` and `|` make of a range; PostgreSQL does."""

from datetime import datetime, timedelta, timezone

from shop import views
from shop.models import Customer, Order

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    for number in range(rows):
        customer = Customer.objects.create(name=f"customer {number}", last_seen=NOW + timedelta(days=number))
        Order.objects.create(customer=customer, number=f"order {number}", placed=NOW, total=1)


def spenders():
    return list(views.spenders("customer 1"))


def detail():
    return str(views.detail("order 1", Customer(pk=1, tier="a")).query)


before = {
    "shop/models.py:Customer.name": spenders,
    "shop/models.py:Customer.last_seen": lambda: list(views.inactive(NOW)),
    "shop/models.py:Order.number": detail,
}
after = {
    "shop/models.py:Customer.name": spenders,
    "shop/models.py:Customer.last_seen": lambda: list(Customer.objects.filter(last_seen__gt=NOW)),
    "shop/models.py:Order.number": detail,
}
