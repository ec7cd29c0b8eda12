"""Payments, through the provider's HTTP API."""

from uuid import UUID

import httpx

from shop.domain.errors import PaymentFailed
from shop.domain.money import Money


class HttpPayments:
    def __init__(self, client: httpx.Client, account: str) -> None:
        self._client = client
        self._account = account

    def charge(self, order_id: UUID, amount: Money) -> None:
        self._post("charges", order_id, amount)

    def refund(self, order_id: UUID, amount: Money) -> None:
        self._post("refunds", order_id, amount)

    def _post(self, kind: str, order_id: UUID, amount: Money) -> None:
        body = {
            "order": str(order_id),
            "cents": amount.cents,
            "currency": amount.currency,
            "account": self._account,
        }
        try:
            self._client.post(kind, json=body).raise_for_status()
        except httpx.HTTPError as error:
            raise PaymentFailed(f"the payment provider refused order {order_id}") from error
