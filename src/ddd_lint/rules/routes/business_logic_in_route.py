"""DDD101."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import Handler
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.routes.evidence import Gathering
from ddd_lint.rules.routes.handlers import name_span, wanted_handlers
from ddd_lint.rules.routes.objects import Objects
from ddd_lint.rules.routes.pieces import STRONG, Evidence

_MOST = 12


class BusinessLogicInRoute(ProjectRule):
    """A route handler decides or computes for the domain.

    ## What it does

    Finds route handlers (of FastAPI, Starlette, Flask, Django, DRF, GraphQL and gRPC libraries and others) that hold a rule of the business.
    One finding a handler, at its name; every piece of evidence is a related place. Each of these suffices:

    - it branches on the state of a domain object and acts on it;
    - it assigns attributes of a domain object;
    - it computes a value of the domain: a price, a total, a quota, a date that is written;
    - it coordinates several writes, or calls to other systems, on different things.

    These count only beside another of another kind: a check that refuses by an object's state or because the object exists already; one write
    and the notification about it; copying the fields of a validated form or schema onto an object.

    A domain object is an instance of a class of the domain layer, of a mapped class, or of a class that a repository loads and saves.

    Answering 404, checks of permission and ownership, parsing, paging, filtering, sorting, building the response, logging, audit entries,
    cache invalidation, translating exceptions, choosing one of several services and one delegating call are no findings.

    ## Why it is bad

    The next way in, a task, a command, a second endpoint, needs the same rule and gets a copy of it, or none. It can only be tested through
    HTTP, and who reads the domain does not find it there.

    ## Bad

    ```python
    # path: shop/routes.py
    from fastapi import APIRouter, Depends, HTTPException
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order
    from shop.repositories import find_order

    router = APIRouter()


    @router.post("/orders/{order_id}/cancel")
    def cancel_order(order_id: int, session: Session = Depends(get_session)):
        order = find_order(session, order_id)
        if order is None:
            raise HTTPException(404)
        if order.status == "paid":
            order.refund = order.total - order.fee
        order.status = "cancelled"
        return {"id": order.id, "status": order.status}
    ```

    ```python
    # path: shop/repositories.py
    from sqlalchemy.orm import Session

    from shop.models import Order


    def find_order(session: Session, order_id: int) -> Order | None:
        return session.get(Order, order_id)
    ```

    ```python
    # path: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Order(Base):
        __tablename__ = "orders"
        id: Mapped[int] = mapped_column(primary_key=True)
        status: Mapped[str]
        total: Mapped[int]
        fee: Mapped[int]
        refund: Mapped[int]
    ```

    ## Good

    ```python
    # path: shop/routes.py
    from fastapi import APIRouter, Depends, HTTPException

    from shop.services import Orders, get_orders

    router = APIRouter()


    @router.post("/orders/{order_id}/cancel")
    def cancel_order(order_id: int, orders: Orders = Depends(get_orders)):
        order = orders.cancel(order_id)
        if order is None:
            raise HTTPException(404)
        return {"id": order.id, "status": order.status}
    ```

    ```python
    # path: shop/services.py
    from fastapi import Depends
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order


    class Orders:
        def __init__(self, session: Session) -> None:
            self._session = session

        def cancel(self, order_id: int) -> Order | None:
            order = self._session.get(Order, order_id)
            if order is not None:
                order.cancel()
                self._session.commit()
            return order


    def get_orders(session: Session = Depends(get_session)) -> Orders:
        return Orders(session)
    ```

    ```python
    # path: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Order(Base):
        __tablename__ = "orders"
        id: Mapped[int] = mapped_column(primary_key=True)
        status: Mapped[str]
        total: Mapped[int]
        fee: Mapped[int]
        refund: Mapped[int]

        def cancel(self) -> None:
            if self.status == "paid":
                self.refund = self.total - self.fee
            self.status = "cancelled"
    ```

    ## When to switch it off

    In a prototype, or an administration whose handlers are the only way to its data and hold no rule that anything else needs.

    ## How to fix

    Name the decision after what happens in the business (`order.cancel()`), make it a method of the object that it is about, and let a
    service load the object, call the method, and save. The handler translates the request into that one call and its outcome into a response.
    """

    code = "DDD101"
    name = "business-logic-in-route"
    summary = "A route handler decides or computes for the domain"
    status = Status.STABLE

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each handler with enough evidence."""
        objects = Objects(project)
        for handler in wanted_handlers(project):
            evidence = Gathering(project, objects, handler).all()
            if suffices(evidence):
                yield self._report(project, handler, evidence)

    def _report(self, project: ProjectIndex, handler: Handler, evidence: list[Evidence]) -> Finding:
        best = strongest(evidence)
        name = project.evaluator.files.unit(handler.ref).qualname
        target = f"a method of `{best.about}` or a service" if best.about else "a service"
        return self.finding(
            handler.ref[0],
            name_span(project, handler.ref),
            f"`{name}` {best.text}; move that into {target} and call it",
            related=tuple(Related(piece.path, piece.line, piece.column, piece.text) for piece in evidence)[:_MOST],
        )


def suffices(evidence: list[Evidence]) -> bool:
    """Whether evidence makes a finding: a strong piece, or weak ones of two kinds."""
    kinds = {piece.kind for piece in evidence}
    return not kinds.isdisjoint(STRONG) or len(kinds) > 1


def strongest(evidence: list[Evidence]) -> Evidence:
    """The first piece of the most telling kind."""
    order = {kind: number for number, kind in enumerate(STRONG)}
    return min(evidence, key=lambda piece: order.get(piece.kind, len(order)))
