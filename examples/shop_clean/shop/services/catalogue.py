"""Finding, adding and changing products."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shop.domain.errors import NotAllowed
from shop.domain.money import Money
from shop.domain.ports import Popularity, UnitOfWork
from shop.domain.products import Product, Review


class CatalogueService:
    def __init__(self, work: UnitOfWork, popularity: Popularity) -> None:
        self._work = work
        self._popularity = popularity

    def page(self, order: str, limit: int) -> list[Product]:
        return self._work.products.page(order, limit)

    def search(self, term: str, limit: int) -> list[Product]:
        return self._work.products.search(term, limit)

    def of_colour(self, colour: str, limit: int) -> list[Product]:
        return self._work.products.of_colour(colour, limit)

    def get(self, product_id: UUID) -> Product:
        return self._work.products.get(product_id)

    def add(self, sku: str, name: str, price: Money, description: str, attributes: dict[str, str]) -> Product:
        if self._work.products.by_skus([sku]):
            raise NotAllowed(f"{sku} is taken")
        product = Product(sku, name, price, description, attributes)
        self._work.products.add(product)
        self._work.commit()
        return product

    def change(self, product_id: UUID, name: str | None, price: Money | None) -> Product:
        product = self._work.products.get(product_id)
        if name is not None:
            product.rename(name)
        if price is not None:
            product.reprice(price)
        self._work.commit()
        return product

    def reviews(self, product_id: UUID, limit: int) -> list[Review]:
        return self._work.products.reviews(product_id, limit)

    def review(self, product_id: UUID, customer_id: UUID, stars: int, text: str) -> Review:
        review = Review(self._work.products.get(product_id).id, customer_id, stars, text)
        review.publish(datetime.now())
        self._work.products.add_review(review)
        self._work.commit()
        return review

    def by_popularity(self, product_ids: Sequence[UUID]) -> list[UUID]:
        views = self._popularity.views(product_ids)
        return sorted(views, key=views.__getitem__, reverse=True)
