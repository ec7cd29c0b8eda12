from app.base import Base
from app.board import top
from app.models import Score

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Score(points=number, player=f"player {number}") for number in range(rows))


async def run(session):
    return await top(session, 3)
