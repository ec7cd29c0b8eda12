"""What the shop keeps in Redis: carts, and how often products are looked at."""

import json
from collections.abc import Sequence
from uuid import UUID

import redis

from shop.domain.cart import Cart, CartItem
from shop.domain.money import Money


class RedisCarts:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def load(self, cart_id: UUID) -> Cart | None:
        text = self._client.get(f"cart:{cart_id}")
        if text is None:
            return None
        data = json.loads(text)
        items = [CartItem(sku, quantity, Money(cents)) for sku, quantity, cents in data["items"]]
        return Cart(cart_id, UUID(data["customer"]), items)

    def save(self, cart: Cart) -> None:
        items = [(item.sku, item.quantity, item.unit_price.cents) for item in cart.items]
        self._client.set(f"cart:{cart.id}", json.dumps({"customer": str(cart.customer_id), "items": items}))


class RedisPopularity:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def views(self, product_ids: Sequence[UUID]) -> dict[UUID, int]:
        if not product_ids:
            return {}
        counts = self._client.mget([f"views:{product_id}" for product_id in product_ids])
        return {product_id: int(count or 0) for product_id, count in zip(product_ids, counts, strict=True)}
