from app.models import Base, Customer, Line, Order, Product, Tag
from sqlalchemy import select

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        order = Order(customer=Customer(name=f"customer {number}"), tags=[Tag(label=f"tag {number}")])
        order.lines = [Line(product=Product(name=f"product {number}", price=number), quantity=number + 1)]
        session.add(order)


async def run(session):
    from app.repositories import ProductRepository
    from app.services import CartService

    ids = (await session.scalars(select(Product.id))).all()
    return await CartService(ProductRepository(session)).total(dict.fromkeys(ids, 2))
