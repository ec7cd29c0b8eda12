import sys
import types

from django.test import RequestFactory
from django.urls import path
from library import views
from library.models import Author, Book, Loan, Publisher, Reader, Tag

sys.modules["urls"] = urls = types.ModuleType("urls")
urls.urlpatterns = [path("books/<int:pk>/", views.reader, name="book")]


def fill(rows):
    reader = Reader.objects.create(pk=1, name="reader")
    for number in range(rows):
        author = Author.objects.create(name="x", publisher=Publisher.objects.create(name=f"publisher {number}"))
        book = Book.objects.create(title=f"a {number}", author=author)
        book.tags.add(Tag.objects.create(name=f"tag {number}"))
        Loan.objects.create(book=book, reader=reader)
        Loan.objects.create(book=book, reader=Reader.objects.create(name=f"reader {number}"))


def page(name, **given):
    return lambda: getattr(views, name)(RequestFactory().get("/"), **given).content


def links():
    return views.links(RequestFactory().get("/")).render().content


before = {
    "library/views.py:books": page("books"),
    "library/views.py:links": links,
    "library/views.py:authors": lambda: views.authors(),
    "library/views.py:reader": page("reader", pk=1),
    "library/views.py:shelves": lambda: views.shelves(None),
    "library/views.py:grouped": page("grouped"),
}
after = {
    "library/views.py:books": page("books"),
    "library/views.py:links": links,
    "library/views.py:authors": lambda: views.authors(),
    "library/views.py:reader": page("reader", pk=1),
    "library/views.py:shelves": lambda: views.shelves(None),
    "library/views.py:grouped": page("grouped"),
}
