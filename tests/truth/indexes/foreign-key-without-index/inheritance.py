from case.models import AuditComment, Comment, db
from truth_tables import referred, rows_of

metadata = db.metadata
referred(Comment.__table__, AuditComment.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "PageComment.page_id": rows_of(Comment.__table__, "page_id"),
    "AuditComment.auditor_id": rows_of(AuditComment.__table__, "auditor_id"),
}
after = {
    "PageComment.page_id": rows_of(Comment.__table__, "page_id"),
    "AuditComment.auditor_id": rows_of(AuditComment.__table__, "auditor_id"),
}
