"""What lies on which shelf."""

from sqlalchemy.orm import Session

from shop.domain.models import Product


def reserve(session: Session, product_id: int, quantity: int) -> bool:
    product = session.get(Product, product_id)
    if product is None or product.stock < quantity:
        return False
    product.take_from_stock(quantity)
    return True


def shelf_of(product_id: int) -> str:
    return f"{'ABCDEFGH'[product_id % 8]}{product_id // 8}"
