from app.models import Base, Customer, Line, Order, Product, Tag

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        order = Order(customer=Customer(name=f"customer {number}"), tags=[Tag(label=f"tag {number}")])
        order.lines = [Line(product=Product(name=f"product {number}", price=number), quantity=number + 1)]
        session.add(order)


def run(session):
    from app.watch import still_unpaid

    return still_unpaid(session, session.query(Order).all())
