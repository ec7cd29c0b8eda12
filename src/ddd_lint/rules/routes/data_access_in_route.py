"""DDD102."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.effects import EffectSite
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Ref
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.routes.access import accesses, is_django, keeps_queries_apart, place, prepares

_VERBS = {"query": "queries the database", "write": "writes to the database", "add": "writes to the database", "commit": "commits",
          "cache": "talks to Redis"}  # fmt: skip
_MOST = 12


class DataAccessInRoute(ProjectRule):
    """A route handler queries, writes or commits by itself.

    ## What it does

    Finds route handlers (of FastAPI, Starlette, Flask, Django, DRF, aiohttp, GraphQL and gRPC libraries and others) that go to the database
    or to Redis themselves: `session.execute`, `session.get`, `db.add`, a lone `commit`, `cursor.execute`, `Model.query…all()`, `redis.get`.
    One finding a handler, at the first access; the others are related places.

    Calling a service, a repository or a model's own method that queries is delegation and no finding, and neither is building a statement
    that a repository runs, a `SELECT 1` that asks whether the database answers, a lone `flush`, `get_object_or_404` and its like, or a
    dependency (`Depends`) that loads an object. Iterating a lazy query that a service returned is access.

    Django's views query by custom. They are judged only in a project with a layer for it: where many of its view modules import services,
    selectors, repositories or the like.

    ## Why it is bad

    A query in a handler can't be reused by the next endpoint, a task or a command, nor tested without a request, and the handler decides
    where a transaction ends. What the data looks like is then known all over the API.

    ## Bad

    ```python
    # path: shop/routes.py
    from fastapi import APIRouter, Depends, HTTPException
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order

    router = APIRouter()


    @router.get("/orders/{order_id}")
    def read_order(order_id: int, session: Session = Depends(get_session)):
        order = session.get(Order, order_id)
        if order is None:
            raise HTTPException(404)
        return {"id": order.id, "status": order.status}
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
    ```

    ## Good

    ```python
    # path: shop/routes.py
    from fastapi import APIRouter, Depends, HTTPException

    from shop.repositories import Orders, get_orders

    router = APIRouter()


    @router.get("/orders/{order_id}")
    def read_order(order_id: int, orders: Orders = Depends(get_orders)):
        order = orders.find(order_id)
        if order is None:
            raise HTTPException(404)
        return {"id": order.id, "status": order.status}
    ```

    ```python
    # path: shop/repositories.py
    from fastapi import Depends
    from sqlalchemy.orm import Session

    from shop.database import get_session
    from shop.models import Order


    class Orders:
        def __init__(self, session: Session) -> None:
            self._session = session

        def find(self, order_id: int) -> Order | None:
            return self._session.get(Order, order_id)


    def get_orders(session: Session = Depends(get_session)) -> Orders:
        return Orders(session)
    ```

    ## When to switch it off

    In a small service whose handlers are the only users of its data, and which means to stay so.

    ## How to fix

    Move the query into a function or method of a service or repository that takes what it needs as plain arguments, and let a dependency,
    middleware or the service end the transaction.
    """

    code = "DDD102"
    name = "data-access-in-route"
    summary = "A route handler queries, writes or commits by itself"
    status = Status.STABLE

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each handler that goes to the database itself."""
        in_views: list[tuple[Ref, list[tuple[Ref, EffectSite]]]] = []
        for handler in project.routes.handlers():
            if prepares(project, handler):
                continue
            found = accesses(project, handler.ref)
            own = [(ref, site) for ref, site in found if not is_django(project, handler, site)]
            if own and handler.ref[0] in project.targets:
                yield self._report(project, handler.ref, found)
            elif found and not own:
                in_views.append((handler.ref, found))
        if in_views and keeps_queries_apart(project, len(in_views)):
            for ref, found in in_views:
                if ref[0] in project.targets:
                    yield self._report(project, ref, found)

    def _report(self, project: ProjectIndex, handler: Ref, found: list[tuple[Ref, EffectSite]]) -> Finding:
        (where, first), *others = found
        name = project.evaluator.files.unit(handler).qualname
        does = _VERBS[first.effect.kind]
        text = f" (`{first.text}`)" if first.text else ""
        remedy = {"commit": "let the service that it calls, or a unit of work, commit"}.get(
            first.effect.kind, "move the access into a service or repository and call that"
        )
        related = {
            site.line: Related(ref[0], site.line, site.column, f"{_VERBS[site.effect.kind]}: `{site.text}`")
            for ref, site in reversed(others)
        }
        related.pop(first.line, None)
        return self.finding(
            where[0],
            place(project, where, first),
            f"`{name}` {does} itself{text}; {remedy}",
            related=tuple(related[line] for line in sorted(related))[:_MOST],
        )
