"""Customers in the database."""

from sqlalchemy.orm import Session

from shop.domain.models import Customer


class CustomerRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, customer_id: int) -> Customer | None:
        return self.session.get(Customer, customer_id)

    def by_email(self, email: str) -> Customer | None:
        return self.session.query(Customer).filter(Customer.email == email).one_or_none()

    def add(self, customer: Customer) -> None:
        self.session.add(customer)
        self.session.commit()
