from datetime import datetime, timedelta, timezone

from news.models import Article
from news.views import newest

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    for number in range(rows):
        Article.objects.create(title=f"article {number}", published=NOW + timedelta(days=number))


def run():
    return newest(None).content
