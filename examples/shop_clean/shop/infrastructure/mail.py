"""Mail, through SMTP."""

import smtplib

from shop.domain.errors import DeliveryFailed


class SmtpMailer:
    def __init__(self, host: str, user: str, password: str, sender: str) -> None:
        self._host = host
        self._user = user
        self._password = password
        self._sender = sender

    def send(self, address: str, text: str) -> None:
        try:
            with smtplib.SMTP(self._host) as smtp:
                smtp.login(self._user, self._password)
                smtp.sendmail(self._sender, address, text)
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"no mail to {address}") from error
