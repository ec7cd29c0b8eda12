"""Products in the database."""

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from shop.domain.models import Product, Review


class ProductRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, product_id: int) -> Product | None:
        return self.session.get(Product, product_id)

    def by_sku(self, sku: str) -> Product | None:
        return self.session.query(Product).filter_by(sku=sku).first()

    def search(self, term: str) -> list[Product]:
        return list(self.session.scalars(select(Product).where(Product.description.ilike(f"%{term}%"))))

    def of_colour(self, colour: str) -> list[Product]:
        return list(self.session.scalars(select(Product).where(Product.attributes["colour"].as_string() == colour)))

    def sorted_by(self, column: str) -> list[Row]:
        return list(self.session.execute(text(f"SELECT id, sku, price FROM products ORDER BY {column}")))

    def average_stars(self, product_id: int) -> float:
        reviews = self.session.query(Review).filter(Review.product_id == product_id).all()
        return sum(review.stars for review in reviews) / max(len(reviews), 1)

    def set_price(self, product_id: int, price: float) -> None:
        self.session.execute(
            text("UPDATE products SET price = :price WHERE id = :id"), {"price": price, "id": product_id}
        )
        self.session.commit()
