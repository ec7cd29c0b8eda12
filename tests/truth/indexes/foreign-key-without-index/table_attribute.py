from case.models import Base, Note, Order
from truth_tables import referred, rows_of

metadata = Base.metadata
referred(Note.__table__, Order.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Order.__table__": rows_of(Order.__table__, "customer_id"),
    "Note.order_id": rows_of(Note.__table__, "order_id"),
}
after = {
    "Order.__table__": rows_of(Order.__table__, "customer_id"),
    "Note.order_id": rows_of(Note.__table__, "order_id"),
}
