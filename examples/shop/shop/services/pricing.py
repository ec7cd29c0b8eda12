"""Prices."""

from decimal import Decimal


def price_for(unit_price: Decimal, quantity: int) -> Decimal:
    price = unit_price * quantity
    return price * Decimal("0.9") if quantity >= 10 else price
