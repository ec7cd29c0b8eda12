import graphene
from shop import schema
from shop.models import Customer, Line, Order, Product


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))


def answer(query):
    def run():
        answer = graphene.Schema(query=schema.Query).execute(query)
        if answer.errors:
            raise answer.errors[0]
        return answer.data

    return run


before = {"shop/schema.py:OrderType": answer("{ orders { buyer } }")}
after = {
    "shop/schema.py:OrderType": answer("{ order { size } }"),
    "shop/schema.py:LoadedType": answer('{ loaded(extra: "tags") { buyer } }'),
}
