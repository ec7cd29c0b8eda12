from datetime import datetime, timedelta, timezone

from shop.models import Post, Site
from shop.views import feed

NOW = datetime(2024, 5, 1, tzinfo=timezone.utc)


def fill(rows):
    site = Site.objects.create(pk=1, host="shop.test")
    for number in range(rows):
        Post.objects.create(site=site, published=NOW + timedelta(days=number), slug_text=f"post-{number}")


def run():
    return list(feed(Site(pk=1), NOW, "post-1"))
