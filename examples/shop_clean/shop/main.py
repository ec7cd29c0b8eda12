"""The application, for `uvicorn --factory shop.main:application`."""

from fastapi import FastAPI

from shop.bootstrap import create_app
from shop.settings import Settings


def application() -> FastAPI:
    return create_app(Settings())
