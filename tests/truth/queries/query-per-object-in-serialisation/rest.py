from rest_framework.test import APIRequestFactory
from shop import views
from shop.models import Customer, Line, Order, Product, Tag


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"))
        order.tags.add(Tag.objects.create(name=f"tag {number}"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))


def answer(name, of_one=False, **actions):
    def run():
        view = getattr(views, name)
        given = {"pk": Order.objects.first().pk} if of_one else {}
        return view.as_view(*([actions] if actions else []))(APIRequestFactory().get("/"), **given).render().content

    return run


before = {
    "shop/serializers.py:LineSerializer": answer("OrderViewSet", get="list"),
    "shop/serializers.py:OrderSerializer": answer("OrderViewSet", get="list"),
    "shop/serializers.py:TextSerializer": answer("Texts"),
}
after = {
    "shop/views.py:OrderViewSet": answer("OrderViewSet", get="list"),
    "shop/views.py:MixedViewSet": answer("MixedViewSet", get="list"),
    "shop/views.py:MixedViewSet.get_queryset": answer("MixedViewSet", of_one=True, get="retrieve"),
    "shop/views.py:Detail": answer("Detail", of_one=True),
    "shop/views.py:One": answer("One", of_one=True),
}
