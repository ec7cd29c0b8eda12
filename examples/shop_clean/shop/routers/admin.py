"""The back office."""

from datetime import datetime

from fastapi import APIRouter, Depends

from shop.routers.dependencies import Reports, require_admin
from shop.routers.schemas import Limit, SheetRow, TurnoverOut

router = APIRouter(prefix="/admin")


@router.get("/turnover", dependencies=[Depends(require_admin)])
def turnover(reports: Reports) -> list[TurnoverOut]:
    return [TurnoverOut(email=entry.email, cents=entry.total.cents) for entry in reports.turnover()]


@router.get("/orders", dependencies=[Depends(require_admin)])
def orders(reports: Reports, limit: Limit = 100) -> list[SheetRow]:
    return [SheetRow(customer=address, products=names) for address, names in reports.order_sheet(limit)]


@router.post("/archive", dependencies=[Depends(require_admin)])
def archive(before: datetime, reports: Reports) -> dict[str, int]:
    return {"archived": reports.archive(before)}


@router.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
