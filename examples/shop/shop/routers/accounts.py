"""Logging in."""

import hashlib
import traceback
from datetime import datetime, timedelta

import jwt
from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from shop import settings
from shop.database import get_session
from shop.repositories.customers import CustomerRepository

router = APIRouter(prefix="/accounts")

PASSWORD_SALT = "9f2c1e7ab04d48d3"


def hashed(password: str) -> str:
    return hashlib.sha256((PASSWORD_SALT + password).encode()).hexdigest()


@router.post("/login")
def login(email: str, password: str, response: Response, session: Session = Depends(get_session)):
    try:
        customer = CustomerRepository(session).by_email(email)
        if customer.password_hash != hashed(password):
            raise Exception("wrong password")
        claims = {"sub": str(customer.id), "exp": datetime.now() + timedelta(hours=8)}
        token = jwt.encode(claims, settings.JWT_SECRET, algorithm=settings.JWT_ALGORITHM)
        response.set_cookie("token", token, secure=False, httponly=False)
        return {"token": token}
    except Exception as error:
        return JSONResponse({"error": str(error), "trace": traceback.format_exc()}, status_code=400)


@router.get("/me")
def me(token: str):
    return jwt.decode(token, settings.JWT_SECRET)
