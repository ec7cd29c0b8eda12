"""After, it is a view: that has no indexes."""

from app.models import Base, GameSummary
from app.queries import for_players

metadata = Base.metadata


def fill(session, rows):
    session.add_all(GameSummary(players=f"{number} and 1") for number in range(rows))


before = {"app/models.py:GameSummary.players": lambda session: len(for_players(session, ["1 and 1"]))}
