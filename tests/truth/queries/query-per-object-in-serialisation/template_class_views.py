from django.test import RequestFactory
from shop import views
from shop.models import Customer, Line, Order, Product


def fill(rows):
    views.Customers.extra_context = {"people": views.Customers.extra_context["people"].all()}
    for number in range(rows):
        customer = Customer.objects.create(name=f"customer {number}")
        order = Order.objects.create(customer=customer, number="0")
        Line.objects.create(order=Order.objects.first(), product=Product.objects.create(name=f"product {number}"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"other {number}"))


def page(name, **given):
    return lambda: getattr(views, name).as_view()(RequestFactory().get("/"), **given).render().content


def detail():
    return page("OrderDetail", pk=Order.objects.first().pk)()


before = {
    "shop/views.py:OrderList": page("OrderList"),
    "shop/views.py:OrderDetail": detail,
    "shop/views.py:Recent": page("Lines", number="0"),
    "shop/views.py:Lines": page("Lines", number="0"),
    "shop/views.py:Customers": page("Customers"),
}
after = {
    "shop/views.py:OrderList": page("OrderList"),
    "shop/views.py:OrderDetail": detail,
    "shop/views.py:Lines": page("Lines", number="0"),
    "shop/views.py:Customers": page("Customers"),
}
