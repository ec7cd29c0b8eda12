"""Carts over HTTP."""

import json
from typing import Any

from fastapi import APIRouter, WebSocket

from shop import cache

router = APIRouter(prefix="/carts")


@router.get("/{cart_id}")
def show(cart_id: str):
    return cache.load_cart(cart_id) or {"items": []}


@router.put("/{cart_id}")
def store(cart_id: str, cart: Any):
    cache.client.set(f"cart:{cart_id}", json.dumps(cart))
    return {"stored": cart_id}


@router.websocket("/{cart_id}/live")
async def live(socket: WebSocket, cart_id: str):
    await socket.accept()
    try:
        while True:
            cart = json.loads(await socket.receive_text())
            cache.client.set(f"cart:{cart_id}", json.dumps(cart))
    except Exception as error:
        await socket.send_text(f"failed: {error}")
