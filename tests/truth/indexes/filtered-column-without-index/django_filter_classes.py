from datetime import datetime, timedelta, timezone

from django_filters.filterset import filterset_factory
from shop.filters import ProductFilter
from shop.models import Product
from shop.views import ListedViewSet, ProductViewSet

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    for number in range(rows):
        given = {"name": f"name {number}", "color": f"color {number}", "price": number, "weight": number}
        Product.objects.create(**given, size=1, added=NOW + timedelta(days=number))


def filtered(**given):
    return lambda: list(ProductFilter(given, queryset=Product.objects.all()).qs)


def weight():
    filters = filterset_factory(Product, fields=ProductViewSet.filterset_fields)
    return list(filters({"weight": "1"}, queryset=Product.objects.all()).qs)


before = {
    "shop/models.py:Product.name": filtered(name="name 1"),
    "shop/models.py:Product.price": filtered(price__gte="1"),
    "shop/models.py:Product.color": filtered(colour="color 1"),
    "shop/models.py:Product.weight": weight,
    "shop/models.py:Product.added": lambda: list(ListedViewSet().get_queryset()[:20]),
}
after = {
    "shop/models.py:Product.name": filtered(name="name 1"),
    "shop/models.py:Product.price": filtered(price__gte="1"),
    "shop/models.py:Product.color": filtered(colour="color 1"),
    "shop/models.py:Product.weight": weight,
    "shop/models.py:Product.added": lambda: list(ListedViewSet().get_queryset()[:20]),
}
