"""The extension is stood in for by SQLAlchemy itself."""

import sys
from types import SimpleNamespace

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base
from truth_tables import referred, rows_of

Base = declarative_base()
db = SimpleNamespace(Model=Base, Column=Column, ForeignKey=ForeignKey, Integer=Integer)
sys.modules["somewhere.else_"] = SimpleNamespace(db=db)
metadata = Base.metadata

from case.models import Order  # noqa: E402

referred(Order.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Order.customer_id": rows_of(Order.__table__, "customer_id"),
}
after = {
    "Order.customer_id": rows_of(Order.__table__, "customer_id"),
}
