from app.base import Base
from app.models import Product
from app.prices import prices

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Product(sku=f"sku {number}", price=number) for number in range(rows))


def run(session):
    return prices(session, ["sku 0", "sku 1"])
