from case.models import Base, Vote
from truth_tables import referred, rows_of

metadata = Base.metadata
Vote.__table__.schema = None
referred(Vote.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Vote.customer_id": rows_of(Vote.__table__, "customer_id"),
}
after = {
    "Vote.customer_id": rows_of(Vote.__table__, "customer"),
}
