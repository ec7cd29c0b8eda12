from app.models import Base, Customer, Line, Order, Product, Tag
from sqlalchemy import select

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        order = Order(customer=Customer(name=f"customer {number}"), tags=[Tag(label=f"tag {number}")])
        order.lines = [Line(product=Product(name=f"product {number}", price=number), quantity=number + 1)]
        session.add(order)


async def run(session):
    from app.imports import import_customers

    names = (await session.scalars(select(Customer.name))).all()
    await import_customers(session, [f"{name} junior" for name in names])
    return (await session.scalars(select(Customer.name))).all()
