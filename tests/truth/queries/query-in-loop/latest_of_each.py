from library.models import Author, Book, Country, Publisher, Tag


def fill(rows):
    for number in range(rows):
        country = Country.objects.create(name=f"country {number}")
        publisher = Publisher.objects.create(name=f"publisher {number}", country=country)
        author = Author.objects.create(name=f"author {number}")
        book = Book.objects.create(title=f"book {number}", author=author, publisher=publisher, sold=number)
        book.tags.add(Tag.objects.create(label=f"tag {number}"))


def run():
    from library.news import latest

    return latest()
