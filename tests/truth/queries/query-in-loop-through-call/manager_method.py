from library.models import Author, Book
from library.windows import window


def fill(rows):
    for number in range(rows):
        author = Author.objects.create(name=f"author {number}")
        Book.objects.create(title=f"book {number}", author=author, sold=number)


def run():
    return window()
