from app.models import Article, Base
from app.search import search
from sqlalchemy import insert

metadata = Base.metadata


def fill(session, rows):
    texts = [f"{number} " + "words of no meaning " * 5 for number in range(rows)]
    session.execute(insert(Article), [{"body": text, "title": text, "summary": text, "code": "x"} for text in texts])


def run(session):
    return search(session, "needle", "needle%", 1)


before = {
    "app/models.py:Article.body": "articles.body ILIKE",
    "app/models.py:Article.title": "articles.title LIKE",
    "app/models.py:Article.summary": "articles.summary ILIKE",
}
after = {
    "app/models.py:Article.body": "articles.body ILIKE",
    "app/models.py:Article.title": "articles.title LIKE",
    "app/models.py:Article.summary": "articles.summary ILIKE",
}
