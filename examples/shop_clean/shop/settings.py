"""What differs between environments; nothing here works by default that would be unsafe there."""

from pathlib import Path

from pydantic import HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment: `SHOP_DATABASE_URL`, `SHOP_JWT_SECRET`, …"""

    model_config = SettingsConfigDict(env_prefix="SHOP_")

    database_url: SecretStr
    redis_url: SecretStr
    jwt_secret: SecretStr
    payment_url: HttpUrl
    payment_account: str
    payment_token: SecretStr
    smtp_host: str
    smtp_user: str
    smtp_password: SecretStr
    mail_from: str
    image_folder: Path
    allowed_origins: list[str] = []
    worker_pause: int = 60
    debug: bool = False
