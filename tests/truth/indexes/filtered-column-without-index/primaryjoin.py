from app.models import Base, Change, Order

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Order(id=number + 1, number=f"number {number}"))
        session.flush()
        session.add(Change(order_id=number + 1, number=f"number {number}"))


def pending(session):
    return session.get(Order, 1).pending is not None


def orders_of_change(session):
    return [order.id for order in session.query(Order).join(Order.pending).filter(Change.id == 1)]


before = {"app/models.py:Change.number": pending, "app/models.py:Order.number": orders_of_change}
after = {"app/models.py:Change.number": pending, "app/models.py:Order.number": orders_of_change}
