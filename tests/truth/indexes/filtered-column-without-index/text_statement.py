from app.base import Base
from app.checkout import value
from app.models import Voucher

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Voucher(code=f"code {number}", value=number) for number in range(rows))


def run(session):
    return value(session, "code 1")
