"""Payments, through the provider's HTTP API."""

import logging
import os

import httpx

logger = logging.getLogger(__name__)

API_TOKEN = "pay_7Hq2LxV9sT4nB8wZ6cKe1RmY3uJd5FgA"


class PaymentClient:
    def charge(self, order_id: int, amount: str) -> str:
        try:
            response = httpx.post(
                "https://payments.shop.internal/v2/charges",
                json={"order": order_id, "amount": amount, "account": os.environ["PAYMENT_ACCOUNT"]},
                headers={"Authorization": f"Bearer {API_TOKEN}"},
                verify=False,
            )
        except Exception as error:
            logger.error("charge failed: %s", error)
            return "failed"
        if response.status_code != 200:
            raise Exception(f"payment of order {order_id} was refused")
        return response.json()["state"]

    def refund(self, order_id: int, amount: str) -> str:
        try:
            response = httpx.post(
                "https://payments.shop.internal/v2/refunds", json={"order": order_id, "amount": amount}
            )
            return response.json()["state"]
        except BaseException as error:
            logger.warning("refund failed: %s", error)
            return "unknown"
