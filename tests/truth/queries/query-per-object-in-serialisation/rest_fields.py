from rest_framework.test import APIRequestFactory
from shop import serializers, views
from shop.models import Customer, Line, Order, Tag

if hasattr(serializers, "PlainSerializer"):
    # What the file leaves to others: the method of a field, and what no longer may be left out.
    serializers.PlainSerializer.get_described = lambda self, order: ""
    serializers.EverySerializer.Meta.fields = "__all__"


def fill(rows):
    if hasattr(Order, "cheapest"):
        Order.cheapest.fget.cache_clear()
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"))
        order.tags.add(Tag.objects.create(name=f"tag {number}"))
        others = {}
        if hasattr(serializers, "DeepSerializer"):
            others["product"] = views.Deep.queryset.model.product.field.related_model.objects.create(name=f"{number}")
        Line.objects.create(order=order, **others)


def answer(name, **actions):
    def run():
        view = getattr(views, name)
        return repr(view.as_view(*([actions] if actions else []))(APIRequestFactory().get("/")).data)

    return run


before = {
    "shop/serializers.py:PlainSerializer": answer("Plain"),
    "shop/serializers.py:FieldsSerializer": answer("Fields"),
    "shop/serializers.py:EverySerializer": answer("Every"),
    "shop/serializers.py:DeepSerializer": answer("Deep"),
    "shop/serializers.py:WrittenSerializer": answer("Written"),
    "shop/serializers.py:ActionSerializer": answer("Orders", get="late"),
}
after = {
    "shop/serializers.py:LoadedSerializer": answer("Loaded"),
    "shop/serializers.py:TaggedSerializer": answer("Tagged"),
    "shop/serializers.py:KeySerializer": answer("Keys"),
}
