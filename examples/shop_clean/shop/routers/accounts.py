"""Logging in."""

from fastapi import APIRouter, Request, Response

from shop.routers.dependencies import Accounts, CustomerId
from shop.routers.schemas import LoginIn, TokenOut

router = APIRouter(prefix="/accounts")


@router.post("/login")
def login(body: LoginIn, accounts: Accounts, request: Request, response: Response) -> TokenOut:
    token = request.app.state.tokens.issue(accounts.log_in(body.email, body.password).id)
    response.set_cookie("token", token, secure=True, httponly=True, samesite="strict")
    return TokenOut(token=token)


@router.get("/me")
def me(customer_id: CustomerId) -> dict[str, str]:
    return {"customer": str(customer_id)}
