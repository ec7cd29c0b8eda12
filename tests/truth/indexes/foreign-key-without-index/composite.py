from case.models import Base, Shipment
from truth_tables import referred, rows_of

metadata = Base.metadata
referred(Shipment.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Shipment.__table_args__": rows_of(Shipment.__table__, "order_id", "line_no"),
    "Shipment.customer_id": rows_of(Shipment.__table__, "customer_id"),
}
after = {
    "Shipment.__table_args__": rows_of(Shipment.__table__, "order_id", "line_no"),
    "Shipment.customer_id": rows_of(Shipment.__table__, "customer_id"),
}
