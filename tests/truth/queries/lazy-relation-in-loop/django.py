from case import models
from case.models import Author, Book


def fill(rows):
    for number in range(rows):
        author = Author.objects.create(name=f"author {number}")
        others = {}
        if hasattr(models, "Publisher"):
            others["publisher"] = models.Publisher.objects.create(name=f"publisher {number}")
        book = Book.objects.create(author=author, title="x", **others)
        if hasattr(models, "Chapter"):
            models.Chapter.objects.create(book=book)
            models.Listed.objects.create(author=author)


before = {
    "direct": lambda: models.direct(),
    "once_a_relation": lambda: models.once_a_relation(),
    "through_a_function": lambda: models.through_a_function(),
    "titles": lambda: models.told_by_the_caller(),
    "related_managers": lambda: models.related_managers(),
}
after = {
    "loaded": lambda: models.loaded(),
    "nested": lambda: models.nested(),
    "by_the_manager": lambda: models.by_the_manager(),
    "key_only": lambda: models.key_only(),
    "one_row": lambda: models.one_row(),
    "unknown": lambda: models.unknown(list(Book.objects.select_related("author"))),
}
