"""The shop's errors as HTTP answers."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from shop.domain.errors import NotAllowed, NotFound, PaymentFailed, ShopError

STATUS = {NotFound: 404, NotAllowed: 409, PaymentFailed: 502}


def answer(request: Request, error: ShopError) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=STATUS.get(type(error), 400))


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ShopError, answer)
