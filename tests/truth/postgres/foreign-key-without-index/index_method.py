from case.models import Base, Customer, Order
from sqlalchemy import insert, select

metadata = Base.metadata


def fill(session, rows):
    session.execute(insert(Customer), [{"id": number} for number in range(rows)])
    # In no order: an index of ranges of blocks tells nothing.
    session.execute(insert(Order), [{"customer_id": number * 7919 % rows} for number in range(rows)])


def run(session):
    return session.scalars(select(Order.id).where(Order.customer_id == 7)).all()


before = {"Order.customer_id": "orders.customer_id ="}
after = {"Order.customer_id": "orders.customer_id ="}
