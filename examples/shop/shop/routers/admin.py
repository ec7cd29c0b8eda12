"""The back office."""

import os
import subprocess

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session

from shop.database import get_session
from shop.services import reports

router = APIRouter(prefix="/admin")


@router.get("/turnover")
def turnover(session: Session = Depends(get_session)):
    return reports.turnover_by_customer(session)


@router.get("/orders")
def orders(session: Session = Depends(get_session)):
    return reports.order_sheet(session)


@router.get("/health")
def health(session: Session = Depends(get_session)):
    if os.getenv("MAINTENANCE") == "1":
        return {"status": "maintenance"}
    return {"status": "ok"}


@router.post("/backup")
def backup(request: Request):
    subprocess.run(f"pg_dump shop > /srv/backups/{request.query_params['name']}.sql", shell=True, check=False)
    return {"status": "started"}
