"""Carts: what is in them, and what it costs."""

from uuid import UUID

from shop.domain.cart import Cart, CartItem
from shop.domain.errors import NotFound
from shop.domain.ports import CartStore, UnitOfWork


class CartService:
    def __init__(self, work: UnitOfWork, carts: CartStore) -> None:
        self._work = work
        self._carts = carts

    def show(self, cart_id: UUID, customer_id: UUID) -> Cart:
        cart = self._carts.load(cart_id)
        if cart is None or cart.customer_id != customer_id:
            raise NotFound("no such cart")
        return cart

    def put(self, cart_id: UUID, customer_id: UUID, sku: str, quantity: int) -> Cart:
        product = self._work.products.by_skus([sku]).get(sku)
        if product is None:
            raise NotFound(f"no product {sku}")
        cart = self._carts.load(cart_id) or Cart(cart_id, customer_id)
        cart.put(CartItem(sku, quantity, product.price))
        self._carts.save(cart)
        return cart
