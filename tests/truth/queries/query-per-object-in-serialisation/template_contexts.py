from django.test import RequestFactory
from shop import views
from shop.models import Customer, Order


def fill(rows):
    for number in range(rows):
        for kind in range(6):
            Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"), number=str(kind))


def page(name):
    return lambda: getattr(views, name)(RequestFactory().get("/")).content


def titled():
    return views.Titled.as_view()(RequestFactory().get("/")).render().content


before = {
    "shop/views.py:named": page("named"),
    "shop/views.py:updated": page("updated"),
    "shop/views.py:merged": page("merged"),
    "shop/views.py:joined": page("joined"),
    "shop/views.py:handed": page("handed"),
    "shop/views.py:Latest": lambda: views.Latest.as_view()(RequestFactory().get("/")).content,
    "shop/views.py:Base": titled,
}
after = {
    "shop/views.py:named": page("named"),
    "shop/views.py:updated": page("updated"),
    "shop/views.py:merged": page("merged"),
    "shop/views.py:joined": page("joined"),
    "shop/views.py:handed": page("handed"),
    "shop/views.py:Latest": lambda: views.Latest.as_view()(RequestFactory().get("/")).content,
    "shop/views.py:Base": titled,
}
