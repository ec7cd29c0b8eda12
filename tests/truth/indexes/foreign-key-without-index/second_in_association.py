from app.base import Base
from app.models import Post, Tag, post_tags
from sqlalchemy import delete, select

metadata = Base.metadata


def fill(session, rows):
    session.add_all(Tag(id=number, posts=[Post(id=number)]) for number in range(rows))


def run(session):
    session.execute(delete(post_tags).where(post_tags.c.tag_id == 1))
    return session.scalars(select(post_tags.c.post_id).where(post_tags.c.tag_id == 1)).all()
