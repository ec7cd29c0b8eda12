"""Registering and logging in."""

from collections.abc import Callable

from shop.domain.customers import Customer
from shop.domain.errors import NotAllowed
from shop.domain.ports import UnitOfWork


class AccountService:
    def __init__(
        self, work: UnitOfWork, hash_password: Callable[[str], str], matches: Callable[[str, str], bool]
    ) -> None:
        self._work = work
        self._hash_password = hash_password
        self._matches = matches

    def register(self, email: str, name: str, password: str, country: str) -> Customer:
        if self._work.customers.by_email(email) is not None:
            raise NotAllowed("this address is taken")
        customer = Customer(email, name, self._hash_password(password), country)
        self._work.customers.add(customer)
        self._work.commit()
        return customer

    def log_in(self, email: str, password: str) -> Customer:
        customer = self._work.customers.by_email(email)
        if customer is None or not self._matches(password, customer.password_hash):
            raise NotAllowed("wrong address or password")
        return customer
