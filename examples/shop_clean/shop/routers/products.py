"""Products over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request

from shop.domain.money import Money
from shop.routers.dependencies import Catalogue, CustomerId, require_admin
from shop.routers.schemas import Limit, ProductChange, ProductIn, ProductOrder, ProductOut, ReviewIn, ReviewOut

router = APIRouter(prefix="/products")


@router.get("")
def list_products(catalogue: Catalogue, sort: ProductOrder = "name", per_page: Limit = 50) -> list[ProductOut]:
    return [ProductOut.of(product) for product in catalogue.page(sort, per_page)]


@router.get("/search")
def search_products(
    q: Annotated[str, Query(min_length=3, max_length=100)], catalogue: Catalogue, limit: Limit = 20
) -> list[ProductOut]:
    return [ProductOut.of(product) for product in catalogue.search(q, limit)]


@router.get("/coloured/{colour}")
def coloured(colour: str, catalogue: Catalogue, limit: Limit = 20) -> list[ProductOut]:
    return [ProductOut.of(product) for product in catalogue.of_colour(colour, limit)]


@router.post("", dependencies=[Depends(require_admin)])
def create_product(body: ProductIn, catalogue: Catalogue) -> ProductOut:
    price = Money(body.price_cents)
    return ProductOut.of(catalogue.add(body.sku, body.name, price, body.description, body.attributes))


@router.patch("/{product_id}", dependencies=[Depends(require_admin)])
def change_product(product_id: UUID, body: ProductChange, catalogue: Catalogue) -> ProductOut:
    price = None if body.price_cents is None else Money(body.price_cents)
    return ProductOut.of(catalogue.change(product_id, body.name, price))


@router.post("/{product_id}/image", dependencies=[Depends(require_admin)])
def upload_image(product_id: UUID, image: Annotated[bytes, File()], request: Request) -> dict[str, str]:
    path = request.app.state.settings.image_folder / f"{product_id}.png"
    path.write_bytes(image)
    return {"image": path.name}


@router.get("/{product_id}/reviews")
def list_reviews(product_id: UUID, catalogue: Catalogue, limit: Limit = 20) -> list[ReviewOut]:
    return [ReviewOut.of(review) for review in catalogue.reviews(product_id, limit)]


@router.post("/{product_id}/reviews")
def add_review(product_id: UUID, body: ReviewIn, catalogue: Catalogue, customer_id: CustomerId) -> ReviewOut:
    return ReviewOut.of(catalogue.review(product_id, customer_id, body.stars, body.text))
