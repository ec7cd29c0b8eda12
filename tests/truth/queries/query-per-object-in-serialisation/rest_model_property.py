from library.models import Author, Book
from rest_framework.test import APIRequestFactory


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}", author=Author.objects.create(name=f"author {number}"))


def run():
    from library.views import Authors

    return Authors.as_view()(APIRequestFactory().get("/")).render().content
