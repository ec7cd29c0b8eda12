from app.invoice import items
from app.models import Base, Customer, Line, Order, Product

metadata = Base.metadata


def fill(session, rows):
    customer = Customer(id=1, name="Ada")
    for number in range(rows):
        customer.orders.append(Order(lines=[Line(product=Product(name=f"product {number}"))]))
    session.add(customer)


def run(session):
    return items(session, 1)
