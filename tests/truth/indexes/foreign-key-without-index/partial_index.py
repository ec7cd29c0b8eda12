"""SQLite takes the conditions that are written down for PostgreSQL."""

from case.models import Base, Order
from truth_tables import referred, rows_of

metadata = Base.metadata
referred(Order.__table__)
for index in Order.__table__.indexes:
    index.dialect_options["sqlite"]["where"] = index.dialect_options["postgresql"]["where"]


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Order.coupon_id": rows_of(Order.__table__, "coupon_id"),
    "Order.voucher_id": rows_of(Order.__table__, "voucher_id"),
    "Order.gift_id": rows_of(Order.__table__, "gift_id"),
}
after = {
    "Order.coupon_id": rows_of(Order.__table__, "coupon_id"),
    "Order.voucher_id": rows_of(Order.__table__, "voucher_id"),
    "Order.gift_id": rows_of(Order.__table__, "gift_id"),
}
