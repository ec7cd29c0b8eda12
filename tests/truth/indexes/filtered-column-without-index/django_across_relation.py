from shop.models import Customer, Order
from shop.services import orders_of


def fill(rows):
    for number in range(rows):
        Order.objects.create(customer=Customer.objects.create(email=f"{number}@shop.test"))


def run():
    return orders_of("1@shop.test")
