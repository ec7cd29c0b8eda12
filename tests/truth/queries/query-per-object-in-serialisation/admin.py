import sys
import types

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count
from django.test import RequestFactory
from django.urls import path
from shop import admin as shop_admin
from shop import models
from shop.models import Customer, Line, Order, Product, Tag

sys.modules["urls"] = urls = types.ModuleType("urls")
urls.urlpatterns = [path("admin/", admin.site.urls)]
shop_admin.annotated = lambda found: found.annotate(orders_counted=Count("order"))


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"))
        order.tags.add(Tag.objects.create(name=f"tag {number}"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))
        if hasattr(models, "Label"):
            models.Label.objects.create(order=order)


def changelist(name):
    def run():
        request = RequestFactory().get("/")
        request.user = User(is_staff=True, is_superuser=True)
        model = getattr(models, name)
        return len(admin.site.get_model_admin(model).changelist_view(request).render().content)

    return run


before = {
    "shop/admin.py:OrderAdmin.customer_name": changelist("Order"),
    "shop/models.py:Order.total": changelist("Order"),
    "shop/admin.py:LineAdmin.buyer": changelist("Line"),
    "shop/models.py:Label.__str__": changelist("Label"),
}
after = {
    "shop/admin.py:OrderAdmin": changelist("Order"),
    "shop/admin.py:LineAdmin": changelist("Line"),
    "shop/admin.py:CustomerAdmin": changelist("Customer"),
}
