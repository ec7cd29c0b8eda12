"""Customers over HTTP."""

from fastapi import APIRouter, Body, Depends, HTTPException
from sqlalchemy.orm import Session

from shop.database import get_session
from shop.domain.models import Customer
from shop.repositories.customers import CustomerRepository
from shop.routers.accounts import hashed

router = APIRouter(prefix="/customers")


@router.post("")
def register(body: dict = Body(), session: Session = Depends(get_session)):
    customers = CustomerRepository(session)
    if customers.by_email(body["email"]) is not None:
        raise HTTPException(409, "this address is taken")
    customers.add(Customer(email=body["email"], name=body["name"], password_hash=hashed(body["password"])))
    return {"registered": body["email"]}


@router.get("/{customer_id}/spent")
def spent(customer_id: int, session: Session = Depends(get_session)):
    customer = CustomerRepository(session).get(customer_id)
    if customer is None:
        raise HTTPException(404, "no such customer")
    total = 0
    for order in customer.orders:
        if order.status in ("paid", "shipped"):
            total += order.total - order.refund_total
    return {"total": total}
