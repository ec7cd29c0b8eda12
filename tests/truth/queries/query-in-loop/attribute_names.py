from case.models import Book


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}")


def titles():
    return [book.title for book in Book.objects.all()]


def module():
    from case import models

    return models


before = {
    "values": lambda: module().values(titles()),
    "objects": lambda: module().objects(Book.objects.all()),
    "too_far": lambda: module().too_far(Book(title="x"), [name for _ in titles() for name in ["title"]]),
    "unknown": lambda: module().unknown(titles(), str),
}
after = {
    "direct": lambda: module().direct(Book(title="x"), ["title", "pk"]),
    "Shown.by_call": lambda: module().Shown().by_call(Book(title="x"), ["title", "pk"]),
}
