"""What the handlers depend on."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Request

from shop.domain.errors import NotAllowed
from shop.domain.ports import UnitOfWork
from shop.infrastructure.tokens import hash_password, password_matches
from shop.services.accounts import AccountService
from shop.services.carts import CartService
from shop.services.catalogue import CatalogueService
from shop.services.orders import OrderService
from shop.services.reports import ReportService


def unit_of_work(request: Request) -> Iterator[UnitOfWork]:
    with request.app.state.adapters.units.begin() as work:
        yield work


Work = Annotated[UnitOfWork, Depends(unit_of_work)]


def current_customer_id(request: Request, authorization: Annotated[str, Header(max_length=2000)]) -> UUID:
    try:
        return request.app.state.tokens.customer_of(authorization.removeprefix("Bearer "))
    except NotAllowed as error:
        raise HTTPException(401, "not logged in") from error


CustomerId = Annotated[UUID, Depends(current_customer_id)]


def require_admin(customer_id: CustomerId, work: Work) -> None:
    if not work.customers.get(customer_id).is_admin:
        raise HTTPException(403, "for the back office only")


def account_service(work: Work) -> AccountService:
    return AccountService(work, hash_password, password_matches)


def cart_service(request: Request, work: Work) -> CartService:
    return CartService(work, request.app.state.adapters.carts)


def catalogue_service(request: Request, work: Work) -> CatalogueService:
    return CatalogueService(work, request.app.state.adapters.popularity)


def order_service(request: Request, work: Work) -> OrderService:
    adapters = request.app.state.adapters
    return OrderService(work, adapters.payments, adapters.mailer)


def report_service(work: Work) -> ReportService:
    return ReportService(work)


Accounts = Annotated[AccountService, Depends(account_service)]
Carts = Annotated[CartService, Depends(cart_service)]
Catalogue = Annotated[CatalogueService, Depends(catalogue_service)]
Orders = Annotated[OrderService, Depends(order_service)]
Reports = Annotated[ReportService, Depends(report_service)]
