from app.base import Base
from app.models import Page
from app.site import title

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Page(slug=f"page-{number}", title=f"page {number}") for number in range(rows))


def run(session):
    return title(session, "page-1")
