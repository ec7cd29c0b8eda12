"""Passwords and log-in tokens."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta, timezone
from uuid import UUID

import jwt

from shop.domain.errors import NotAllowed

ALGORITHM = "HS256"
LIFETIME = timedelta(hours=8)


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_digest(password, salt)}"


def password_matches(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(digest, _digest(password, bytes.fromhex(salt)))


def _digest(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex()


class Tokens:
    def __init__(self, secret: str) -> None:
        self._secret = secret

    def issue(self, customer_id: UUID) -> str:
        claims = {"sub": str(customer_id), "exp": datetime.now(timezone.utc) + LIFETIME}
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def customer_of(self, token: str) -> UUID:
        """Raises NotAllowed when the token is forged, malformed or expired."""
        try:
            claims = jwt.decode(token, self._secret, algorithms=[ALGORITHM], options={"require": ["exp", "sub"]})
        except jwt.InvalidTokenError as error:
            raise NotAllowed("not logged in") from error
        return UUID(claims["sub"])
