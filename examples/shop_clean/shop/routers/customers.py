"""Customers over HTTP."""

from fastapi import APIRouter

from shop.routers.dependencies import Accounts, CustomerId, Reports
from shop.routers.schemas import Limit, RegisterIn

router = APIRouter(prefix="/customers")


@router.post("")
def register(body: RegisterIn, accounts: Accounts) -> dict[str, str]:
    customer = accounts.register(body.email, body.name, body.password, body.country)
    return {"registered": customer.email}


@router.get("/me/spent")
def spent(reports: Reports, customer_id: CustomerId, orders: Limit = 100) -> dict[str, int]:
    return {"cents": reports.spent(customer_id, orders)}
