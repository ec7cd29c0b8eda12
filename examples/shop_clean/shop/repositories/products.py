"""Products in the database."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.domain.errors import NotFound
from shop.domain.products import Product, Review
from shop.infrastructure import tables

ORDERS = {"name": tables.products.c.name, "price": tables.products.c.price_cents}


class ProductRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, product_id: UUID) -> Product:
        product = self._session.get(Product, product_id)
        if product is None:
            raise NotFound("no such product")
        return product

    def by_skus(self, skus: Sequence[str]) -> dict[str, Product]:
        found = self._session.scalars(select(Product).where(tables.products.c.sku.in_(skus)))
        return {product.sku: product for product in found}

    def names(self, product_ids: Sequence[UUID]) -> dict[UUID, str]:
        columns = tables.products.c
        rows = self._session.execute(select(columns.id, columns.name).where(columns.id.in_(product_ids)))
        return {row.id: row.name for row in rows}

    def search(self, term: str, limit: int) -> list[Product]:
        matches = tables.products.c.description.icontains(term, autoescape=True)
        return list(self._session.scalars(select(Product).where(matches).limit(limit)))

    def of_colour(self, colour: str, limit: int) -> list[Product]:
        matches = tables.products.c.attributes["colour"].as_string() == colour
        return list(self._session.scalars(select(Product).where(matches).limit(limit)))

    def page(self, order: str, limit: int) -> list[Product]:
        return list(self._session.scalars(select(Product).order_by(ORDERS[order]).limit(limit)))

    def add(self, product: Product) -> None:
        self._session.add(product)

    def reviews(self, product_id: UUID, limit: int) -> list[Review]:
        of_product = tables.reviews.c.product_id == product_id
        return list(self._session.scalars(select(Review).where(of_product).limit(limit)))

    def add_review(self, review: Review) -> None:
        self._session.add(review)
