"""DDD307."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import bypasses, hop_places, loop_related, width


class PrefetchBypassed(ProjectRule):
    """A relation was prefetched, and the loop queries it again for each row.

    ## What it does

    Finds calls such as `row.items.filter(…)`, `.first()`, `.count()`, `.exists()`, `.values_list(…)` and `.order_by(…)` on a relation that
    the query prefetched, inside a loop over its rows.

    ## Why it is bad

    Prefetched rows serve `.all()` only. Any other call asks the database again, so the prefetch's cost is paid and the N+1 stays.

    ## Bad

    ```python
    # path: library/models.py
    from django.db import models


    class Author(models.Model):
        name = models.CharField(max_length=100)


    class Book(models.Model):
        author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
        published = models.BooleanField(default=False)
    ```

    ```python
    # path: library/services.py
    from library.models import Author


    def counts() -> dict[str, int]:
        result = {}
        for author in Author.objects.prefetch_related("books"):
            result[author.name] = author.books.filter(published=True).count()
        return result
    ```

    ## Good

    ```python
    # path: library/models.py
    from django.db import models


    class Author(models.Model):
        name = models.CharField(max_length=100)


    class Book(models.Model):
        author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
        published = models.BooleanField(default=False)
    ```

    ```python
    # path: library/services.py
    from library.models import Author


    def counts() -> dict[str, int]:
        result = {}
        for author in Author.objects.prefetch_related("books"):
            result[author.name] = sum(book.published for book in author.books.all())
        return result
    ```

    ## When to switch it off

    Where a row has so many related rows that filtering them in Python costs more than a query each.

    ## How to fix

    Work on `.all()` in Python, give the prefetch the filter (`Prefetch("books", queryset=…, to_attr=…)`), or annotate the count.
    """

    code = "DDD307"
    name = "prefetch-bypassed"
    summary = "A call on a prefetched relation queries again for each row"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each call in a loop that goes past the prefetched rows."""
        for found in project.repeats.all():
            if found.site.effect.kind == "query" and bypasses(found):
                message = (
                    f"`{found.text}` queries again for each row of the loop in line {found.loop.line} although the relation was prefetched; "
                    "work on `.all()`, or give the filter to a `Prefetch(…, queryset=…)`"
                )
                related = (loop_related(found), *(hop_places(project, found) if found.hops else ()))
                yield self.finding(
                    found.ref[0], Span.at(found.line, found.column, width(found.text)), message, related=related
                )
