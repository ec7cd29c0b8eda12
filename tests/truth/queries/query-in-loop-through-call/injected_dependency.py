from app.models import Base, Customer, Line, Order, Product, Tag
from fastapi.testclient import TestClient

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        order = Order(customer=Customer(name=f"customer {number}"), tags=[Tag(label=f"tag {number}")])
        order.lines = [Line(product=Product(name=f"product {number}", price=number), quantity=number + 1)]
        session.add(order)


def run(session):
    from app.api import app
    from app.database import get_session

    app.dependency_overrides[get_session] = lambda: session
    ids = [pk for (pk,) in session.query(Product.id)]
    return TestClient(app).get("/ordered", params={"ids": ids}).json()
