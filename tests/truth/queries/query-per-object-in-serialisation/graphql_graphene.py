import graphene
from shop import schema
from shop.models import Customer, Line, Order, Product


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name="x"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))


def answer(query):
    def run():
        answer = graphene.Schema(query=schema.Query).execute(query)
        if answer.errors:
            raise answer.errors[0]
        return answer.data

    return run


EVERY = "{ every { customer { name } lines { product { name } } } }"
LINES = "{ lines { edges { node { product { name } } } } }"
ORDERS = "{ orders { name customer { name } lines { product { name } } } }"
before = {
    "shop/schema.py:OrderType": answer(ORDERS),
    "shop/schema.py:Query.every": answer(EVERY),
    "shop/schema.py:Query.lines": answer(LINES),
    "shop/schema.py:Query.resolve_orders": answer(ORDERS),
}
after = {
    "shop/schema.py:OrderType": answer(ORDERS),
    "shop/schema.py:Query.every": answer(EVERY),
    "shop/schema.py:Query.lines": answer(LINES),
    "shop/schema.py:Query.resolve_orders": answer(ORDERS),
    "shop/schema.py:Query.resolve_order": answer('{ order(pk: "1") { lines { product { name } } } }'),
}
