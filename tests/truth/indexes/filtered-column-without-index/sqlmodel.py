from datetime import datetime, timedelta, timezone

from app.models import Item
from app.routes import items
from sqlmodel import Session, SQLModel

metadata = SQLModel.metadata
NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(session, rows):
    session.add_all(Item(title=f"item {number}", created_at=NOW + timedelta(days=number)) for number in range(rows))


def run(session):
    with Session(session.get_bind()) as own:
        return [item.title for item in items(own, 0, 10)]
