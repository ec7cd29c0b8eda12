"""Orders over HTTP."""

from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy.orm import Session

from shop.database import get_session
from shop.domain.models import Order, OrderLine, Product
from shop.repositories.orders import OrderRepository
from shop.routers.dependencies import current_customer_id
from shop.routers.schemas import OrderOut
from shop.services.notifications import notify
from shop.services.orders import OrderService

router = APIRouter(prefix="/orders")


@router.get("", response_model=list[OrderOut])
def list_orders(limit: int = 100, session: Session = Depends(get_session)):
    return OrderRepository(session).latest(limit)


@router.post("", response_model=OrderOut)
async def place_order(
    request: Request,
    session: Session = Depends(get_session),
    customer_id: int = Depends(current_customer_id),
):
    body = await request.json()
    return OrderService(session).place(request, customer_id, body["items"])


@router.post("/quick", response_model=OrderOut)
def quick_order(
    sku: str,
    quantity: int,
    session: Session = Depends(get_session),
    customer_id: int = Depends(current_customer_id),
):
    product = session.query(Product).filter_by(sku=sku).first()
    if product is None:
        raise HTTPException(404, "no such product")
    total = product.price * quantity
    if quantity >= 10:
        total = total * Decimal("0.9")
    order = Order(customer_id=customer_id, placed_at=datetime.now(), total=total, status="new")
    order.lines = [OrderLine(product_id=product.id, quantity=quantity, price=product.price)]
    product.stock -= quantity
    session.add(order)
    session.commit()
    notify(customer_id, f"thank you for order {order.id}")
    return order


@router.post("/{order_id}/cancel", response_model=OrderOut)
def cancel_order(order_id: int, session: Session = Depends(get_session)):
    order = session.get(Order, order_id)
    if order is None:
        raise HTTPException(404, "no such order")
    if order.status == "paid":
        order.refund_total = order.total
    order.status = "cancelled"
    session.commit()
    return order


@router.get("/track/{code}")
def track(code, session: Session = Depends(get_session)):
    order = OrderRepository(session).by_tracking_code(code)
    return {"status": order.status if order else "unknown"}
