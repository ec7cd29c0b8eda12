from app.models import Base, Note, Task
from truth_tables import referred, rows_of

metadata = Base.metadata
referred(Note.__table__, Task.__table__)


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "app/mixins.py:Owned.owner_id": rows_of(Task.__table__, "owner_id"),
    "app/mixins.py:Timestamped.editor_id": rows_of(Note.__table__, "editor_id"),
}
after = {
    "app/mixins.py:Owned.owner_id": rows_of(Task.__table__, "owner_id"),
    "app/mixins.py:Timestamped.editor_id": rows_of(Note.__table__, "editor_id"),
}
