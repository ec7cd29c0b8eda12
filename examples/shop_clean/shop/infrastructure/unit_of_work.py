"""A unit of work over one database session."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, sessionmaker

from shop.repositories.customers import CustomerRepository
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository


class SqlUnitOfWork:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.customers = CustomerRepository(session)
        self.products = ProductRepository(session)
        self.orders = OrderRepository(session)

    def commit(self) -> None:
        self._session.commit()


class SqlUnits:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work; what is not committed when it ends is dropped."""
        with self._sessions() as session:
            yield SqlUnitOfWork(session)
