"""What lies on which shelf."""

from shop.domain.products import Product


def take(product: Product, quantity: int) -> None:
    product.take_from_stock(quantity)


def shelf_of(sku: str) -> str:
    number = sum(sku.encode())
    return f"{'ABCDEFGH'[number % 8]}{number // 8}"
