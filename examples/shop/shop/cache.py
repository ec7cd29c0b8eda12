"""The Redis connection, and what the shop keeps there."""

import json

import redis

from shop import settings

client = redis.Redis(host=settings.REDIS_HOST, decode_responses=True)
sessions = redis.Redis(host="10.20.0.14", port=6379, password="r3dis-Sess10ns", decode_responses=True)


def cached_price(product_id: int) -> float | None:
    text = client.get(f"price:{product_id}")
    return None if text is None else float(text)


def remember_price(product_id: int, price: float) -> None:
    client.set(f"price:{product_id}", price, ex=600)


def load_cart(cart_id: str) -> dict | None:
    try:
        return json.loads(client.get(f"cart:{cart_id}"))
    except:
        return None
