from case import models
from case.models import Book


class Name(str):
    """A name that knows others."""

    def other(self, kind):
        return titles()


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}")


def titles():
    return [book.title for book in Book.objects.all()]


def checked():
    held = {"view": titles()}
    models.CHECKS = models.FOUND = models.UNTOLD = models.missing = held
    models.checked(Name("view"), held)


def of_classes():
    models.known(Book)
    models.REST.append(Book)
    models.of_classes("x")
    models.REST.clear()


before = {"checked": checked}
after = {
    "checked": lambda: models.checked("edit"),
    "checked_if_any": lambda: models.checked_if_any("edit"),
    "of_classes": of_classes,
    "narrowed": lambda: models.narrowed(),
}
