from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

from django.contrib.auth.models import User
from django_filters.filterset import filterset_factory
from shop import filters, views
from shop.models import Order, Visit

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    user = User.objects.create(pk=1, username="user")
    names = {field.name for field in Order._meta.fields} - {"id", "user"}
    for number in range(rows):
        Order.objects.create(user=user, **dict.fromkeys(names, number))
        Visit.objects.create(user=user, at=NOW + timedelta(days=number))


def rows_of(view, staff):
    asked = getattr(views, view)()
    asked.request = SimpleNamespace(user=User(pk=1, is_staff=staff))
    return asked.get_queryset()


def filtered(name, view, staff=False, **given):
    return lambda: list(getattr(filters, name)(given, queryset=rows_of(view, staff)).qs)


def sized():
    return list(views.OwnOrders().exported(SimpleNamespace(GET={"size": "1"})))


def deep():
    filter_class = filterset_factory(Order, fields=views.AllOrders.filterset_fields)
    return list(filter_class({"depth": "1"}, queryset=views.AllOrders.queryset.all()).qs)


before = {
    "shop/models.py:Order.total": filtered("ByTotal", "Orders", staff=True, total="1"),
    "shop/models.py:Order.weight": filtered("ByWeight", "AllOrders", weight="1"),
    "shop/models.py:Order.size": sized,
    "shop/models.py:Order.depth": deep,
    "shop/models.py:Visit.at": lambda: list(rows_of("Visits", False)),
}
after = {"shop/models.py:Order.total": filtered("ByTotal", "Orders", total="1")}
