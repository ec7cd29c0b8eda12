"""What differs between environments."""

import os

DEBUG = True
SECRET_KEY = "kJ8s2nFq7vX1pLw9zRt4YbC6mHdG3aE5"
JWT_SECRET = os.getenv("JWT_SECRET", "dev-secret")
JWT_ALGORITHM = "HS256"

DATABASE_URL = os.getenv("DATABASE_URL", "postgresql://shop:Wint3r-Sale@db.shop.internal:5432/shop")
REDIS_HOST = os.getenv("REDIS_HOST", "localhost")

SMTP_HOST = os.getenv("SMTP_HOST", "localhost")
SMTP_PASSWORD = "Sp4rrow!Lane"

COOKIE_SECURE = False
PAGE_SIZE = 50
