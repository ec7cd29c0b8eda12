"""Products over HTTP."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse
from sqlalchemy import text
from sqlalchemy.orm import Session

from shop.database import get_session
from shop.domain.models import Product
from shop.repositories.products import ProductRepository
from shop.routers.schemas import ProductOut

router = APIRouter(prefix="/products")


@router.get("", response_model=list[ProductOut])
def list_products(request: Request, per_page: int = 50, session: Session = Depends(get_session)):
    order = request.query_params.get("sort", "name")
    return session.query(Product).order_by(text(order)).limit(per_page).all()


@router.get("/sorted")
def sorted_products(request: Request, session: Session = Depends(get_session)):
    return [dict(row._mapping) for row in ProductRepository(session).sorted_by(request.query_params["column"])]


@router.get("/search")
def search_products(q: str, session: Session = Depends(get_session)):
    rows = session.execute(text("SELECT id, name FROM products WHERE name LIKE '%" + q + "%'"))
    return [{"id": row.id, "name": row.name} for row in rows]


@router.post("")
async def create_product(request: Request, session: Session = Depends(get_session)):
    product = Product(**await request.json())
    session.add(product)
    session.commit()
    return {"id": product.id}


@router.patch("/{product_id}")
def change_product(product_id: int, changes: dict[str, Any], session: Session = Depends(get_session)):
    product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(404, "no such product")
    for name, value in changes.items():
        setattr(product, name, value)
    session.commit()
    return {"id": product.id}


@router.post("/{product_id}/image")
async def upload_image(product_id: int, image: UploadFile):
    with open(f"/srv/shop/images/{image.filename}", "wb") as file:
        file.write(await image.read())
    return {"product": product_id}


@router.get("/go")
def go(request: Request):
    return RedirectResponse(request.query_params["next"])
