"""Mail to customers."""

import os
import smtplib

from shop import settings


def notify(customer_id: int, text: str) -> bool:
    try:
        with smtplib.SMTP(settings.SMTP_HOST) as smtp:
            smtp.login("shop", settings.SMTP_PASSWORD)
            smtp.sendmail(
                os.environ.get("MAIL_FROM", "shop@shop.example"), f"{customer_id}@customers.shop.example", text
            )
        return True
    except Exception:
        return False


def notify_everyone(customer_ids: list[int], text: str) -> None:
    for customer_id in customer_ids:
        try:
            notify(customer_id, text)
        except Exception:
            pass
