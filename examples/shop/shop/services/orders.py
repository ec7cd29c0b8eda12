"""Placing, paying and cancelling orders."""

from datetime import datetime, timedelta
from decimal import Decimal

from fastapi import HTTPException, Request
from sqlalchemy.orm import Session

from shop.domain.models import Order, OrderLine
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository
from shop.routers.dependencies import page_size
from shop.services.notifications import notify
from shop.services.payments import PaymentClient


class OrderService:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.orders = OrderRepository(session)
        self.products = ProductRepository(session)
        self.payments = PaymentClient()

    def place(self, request: Request, customer_id: int, items: list[dict]) -> Order:
        if not items:
            raise HTTPException(status_code=422, detail="an order needs items")
        order = Order(customer_id=customer_id, placed_at=datetime.now(), total=Decimal(0))
        for item in items:
            product = self.products.by_sku(item["sku"])
            if product is None:
                raise HTTPException(status_code=404, detail=f"no product {item['sku']} ({request.url})")
            product.take_from_stock(item["quantity"])
            order.lines.append(OrderLine(product_id=product.id, quantity=item["quantity"], price=product.price))
            order.total += product.price * item["quantity"]
        self.orders.save(order)
        return order

    def pay(self, order_id: int) -> Order:
        order = self.orders.get_or_404(order_id)
        if order.status != "new":
            raise HTTPException(status_code=409, detail="already paid or cancelled")
        order.status = self.payments.charge(order.id, str(order.total))
        order.paid_at = datetime.now()
        self.orders.save(order)
        return order

    def cancel(self, order_id: int) -> Order:
        order = self.orders.get_or_404(order_id)
        if order.status == "paid":
            order.refund_total = order.total
            if datetime.now() - order.placed_at > timedelta(days=30):
                order.refund_total = order.total * Decimal("0.9")
            self.payments.refund(order.id, str(order.refund_total))
        order.status = "cancelled"
        self.orders.save(order)
        notify(order.customer_id, "your order is cancelled")
        return order

    def page(self, number: int) -> list[Order]:
        return self.orders.of_customer(number).limit(page_size()).all()
