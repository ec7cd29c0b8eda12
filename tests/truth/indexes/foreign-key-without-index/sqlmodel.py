from case.models import Hero
from sqlmodel import SQLModel
from truth_tables import rows_of

metadata = SQLModel.metadata


def fill(session, rows):
    """The plan of an empty table is the same."""


before = {
    "Hero.team_id": rows_of(Hero.__table__, "team_id"),
    "Hero.mentor_id": rows_of(Hero.__table__, "mentor_id"),
    "Hero.rival_id": rows_of(Hero.__table__, "rival_id"),
}
after = {
    "Hero.team_id": rows_of(Hero.__table__, "team_id"),
    "Hero.mentor_id": rows_of(Hero.__table__, "mentor_id"),
    "Hero.rival_id": rows_of(Hero.__table__, "rival_id"),
}
