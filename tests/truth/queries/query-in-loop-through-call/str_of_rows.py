from library.choices import choices
from library.models import Author, Book


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}", author=Author.objects.create(name=f"author {number}"))


def run():
    return choices()
