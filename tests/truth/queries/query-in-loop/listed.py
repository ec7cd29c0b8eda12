from case.models import Book, tagged


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}")


def run():
    return tagged(Book.objects.order_by("pk"), [book.title for book in Book.objects.all()])
