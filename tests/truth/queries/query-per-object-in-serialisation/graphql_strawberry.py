import strawberry
from shop import schema
from shop.models import Customer, Line, Order, Product


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name="x"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))


def answer(query):
    def run():
        whole = getattr(schema, "schema", None) or strawberry.Schema(query=schema.Query)
        answer = whole.execute_sync(query)
        if answer.errors:
            raise answer.errors[0]
        return answer.data

    return run


before = {
    "shop/schema.py:Order": answer("{ orders { buyer } }"),
    "shop/schema.py:get_orders": answer("{ some { customer { name } lines { price } } }"),
    "shop/schema.py:Query": answer("{ orders { customer { name } lines { price } } }"),
}
after = {
    "shop/schema.py:Order": answer("{ orders { buyer } }"),
    "shop/schema.py:get_orders": answer("{ some { customer { name } lines { price } } }"),
    "shop/schema.py:Query": answer("{ orders { customer { name } lines { price } } }"),
}
