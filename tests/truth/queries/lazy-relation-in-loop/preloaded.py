from library import lists
from library.models import Book, Shelf


def fill(rows):
    for number in range(rows):
        shelf = Shelf.objects.create(name=f"shelf {number}", parent=Shelf.objects.create(name=f"room {number}"))
        Book.objects.create(shelf=shelf, title=f"book {number}")


before = {
    "library/lists.py:shelves": lists.shelves,
    "library/lists.py:outer": lists.outer,
}
after = {
    "library/lists.py:shelves": lists.shelves,
    "library/lists.py:outer": lists.outer,
}
