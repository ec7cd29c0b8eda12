from app.models import Base, Plan, Recipe, Tag
from app.repositories import Plans
from app.schemas import PlanRead

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Plan(recipe=Recipe(tags=[Tag()])) for _ in range(rows))


def run(session):
    return Plans(session, PlanRead).all()
