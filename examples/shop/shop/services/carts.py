"""Carts: what is in them, and what it costs."""

from decimal import Decimal

from shop.domain.cart import Cart, CartItem, Money


def put(cart: Cart, item: CartItem) -> None:
    if cart.locked:
        raise Exception("the cart is being paid")
    cart.items.append(item)
    cart.total = Money(sum((entry.unit_price.amount * entry.quantity for entry in cart.items), Decimal(0)))


def apply_coupon(cart: Cart, coupon: str) -> None:
    if cart.coupon is None and cart.total is not None:
        cart.coupon = coupon
        cart.total = Money(cart.total.amount - 5, cart.total.currency)


def checkout(cart: Cart) -> None:
    if not cart.locked and cart.items:
        cart.locked = True
        cart.total.amount = round(cart.total.amount, 2)
