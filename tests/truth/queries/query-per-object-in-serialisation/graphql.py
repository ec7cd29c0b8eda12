import graphene
import strawberry
from shop import schema
from shop.models import Customer, Line, Order, Product


def fill(rows):
    for number in range(rows):
        order = Order.objects.create(customer=Customer.objects.create(name=f"customer {number}"))
        Line.objects.create(order=order, product=Product.objects.create(name=f"product {number}"))


def of_graphene(query):
    def run():
        answer = graphene.Schema(query=schema.Query).execute(query)
        if answer.errors:
            raise answer.errors[0]
        return answer.data

    return run


def customers():
    answer = strawberry.Schema(schema.RootQuery).execute_sync("{ customers { orders } }")
    if answer.errors:
        raise answer.errors[0]
    return answer.data


async def orders():
    schema.orders_loader = schema.DataLoader(load_fn=schema.load_orders)
    answer = await strawberry.Schema(schema.RootQuery).execute("{ customers { order } }")
    if answer.errors:
        raise answer.errors[0]
    return answer.data


before = {
    "shop/schema.py:OrderType.resolve_latest": of_graphene("{ orders { latest { price } } }"),
    "shop/schema.py:OrderType.resolve_count": of_graphene("{ orders { count } }"),
    "shop/schema.py:Customer.orders": customers,
}
after = {
    "shop/schema.py:OrderType": of_graphene("{ orders { size } }"),
    "shop/schema.py:Single": of_graphene("{ single { count } }"),
    "shop/schema.py:Customer": orders,
}
