from shop.models import Customer, Order
from shop.tasks import forget


def fill(rows):
    for number in range(rows):
        Order.objects.create(customer=Customer.objects.create(pk=number + 1, name=f"customer {number}"))


def run():
    return forget(1)
