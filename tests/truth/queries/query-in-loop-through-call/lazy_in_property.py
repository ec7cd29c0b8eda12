from app.ledger import ledger
from app.models import Base, Invoice, Item

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Invoice(items=[Item(price=number)]) for number in range(rows))


def run(session):
    return ledger(session)
