"""Points and tiers."""

from sqlalchemy.orm import Session

from shop.domain.models import Customer, Order
from shop.repositories.customers import CustomerRepository


def award(session: Session, customer_id: int, order: Order) -> None:
    customer = CustomerRepository(session).get(customer_id)
    customer.points += int(order.total)
    if customer.points > 1000:
        customer.tier = "gold"
    elif customer.points > 300:
        customer.tier = "silver"
    session.commit()


def expire(session: Session) -> None:
    for customer in session.query(Customer).filter(Customer.points > 0).all():
        customer.points = 0
        session.add(customer)
        session.commit()
