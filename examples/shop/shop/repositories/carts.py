"""Carts, in Redis."""

import pickle

from shop import cache
from shop.domain.cart import Cart


class CartRepository:
    def get(self, cart_id: str) -> Cart | None:
        try:
            return pickle.loads(cache.sessions.get(f"cart:{cart_id}").encode("latin-1"))
        except:
            return None

    def add(self, cart: Cart) -> None:
        cache.sessions.set(f"cart:{cart.id}", pickle.dumps(cart).decode("latin-1"))
