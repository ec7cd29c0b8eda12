from app.base import Base
from app.models import Customer, Order
from sqlalchemy import delete, select

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Customer(id=number))
        session.flush()
        session.add(Order(customer_id=number))


def run(session):
    session.execute(delete(Customer).where(Customer.id == 1))
    return session.scalars(select(Order.customer_id).where(Order.customer_id == 1)).all()
