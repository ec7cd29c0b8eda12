"""DDD302."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.relations import LazyRead
from ddd_lint.index.repeats import Repeated
from ddd_lint.model.facts import Bind, Call
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import bypasses, loading, loop_related, reads_relation, width


class LazyRelationInLoop(ProjectRule):
    """A loop over rows reads a relation that their query did not load.

    ## What it does

    Knows the models and their relations, follows the rows of a query into a loop, and finds `order.customer.name`, `author.books.all()` and
    the like where the query names no loading of that relation: no `select_related`, `prefetch_related`, `joinedload`, `selectinload`,
    `subqueryload`, `contains_eager`, and no `lazy=` on the relationship that loads it.

    ## Why it is bad

    An attribute that looks like memory is a query. The loop sends one for every row.

    ## Bad

    ```python
    # path: library/models.py
    from django.db import models


    class Author(models.Model):
        name = models.CharField(max_length=100)


    class Book(models.Model):
        title = models.CharField(max_length=100)
        author = models.ForeignKey(Author, on_delete=models.CASCADE)
    ```

    ```python
    # path: library/services.py
    from library.models import Book


    def titles() -> list[str]:
        return [f"{book.title} by {book.author.name}" for book in Book.objects.all()]
    ```

    ## Good

    ```python
    # path: library/models.py
    from django.db import models


    class Author(models.Model):
        name = models.CharField(max_length=100)


    class Book(models.Model):
        title = models.CharField(max_length=100)
        author = models.ForeignKey(Author, on_delete=models.CASCADE)
    ```

    ```python
    # path: library/services.py
    from library.models import Book


    def titles() -> list[str]:
        return [f"{book.title} by {book.author.name}" for book in Book.objects.select_related("author")]
    ```

    ## When to switch it off

    Where the relation leads to a handful of rows that the session keeps in memory anyway.

    ## How to fix

    Add the loading to the query that feeds the loop: `select_related` or `prefetch_related` in Django; `.options(joinedload(…))` for
    one row, `.options(selectinload(…))` for many, in SQLAlchemy. To read only the key, use the foreign key's own column.
    """

    code = "DDD302"
    name = "lazy-relation-in-loop"
    summary = "A loop over rows reads a relation that the query did not load"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each relation that a loop reads lazily."""
        for path in sorted(project.targets):
            if project.left_out_by_role(path):
                continue
            facts = project.files.get(path)
            for number in range(len(facts.units) if facts is not None else 0):
                for read in project.relations.lazy_reads((path, number)):
                    yield self._read(project, read)
        for found in project.repeats.all():
            if (
                not found.hops
                and found.site.effect.kind == "query"
                and not bypasses(found)
                and reads_relation(project, found)
            ):
                yield self._managed(found)

    def _read(self, project: ProjectIndex, read: LazyRead) -> Finding:
        owner = project.evaluator.files.unit(read.owner).name
        message = (
            f"`{read.text}` loads the relation `{owner}.{read.field.name}` by a query for each row of the loop in line {read.loop.line}; "
            f"add {loading(project, read.owner, read.row, read.field.name)} to the query of the rows"
        )
        noun = f" over `{read.loop.text}`" if read.loop.text else ""
        related = [Related(read.ref[0], read.loop.line, read.loop.column, f"the loop{noun}")]
        if read.row.path:
            related.append(Related(read.row.path, read.row.line, read.row.column, "the query of the rows"))
        where, position = read.field.place
        declared = project.evaluator.files.unit(where).code[position]
        assert isinstance(declared, Bind | Call)
        told = f"the relation `{read.field.reverse or read.field.name}`"
        related.append(Related(where[0], declared.line, declared.column, told))
        start = max(1, read.column - len(read.text) + len(read.field.name))
        return self.finding(read.ref[0], Span.at(read.line, start, len(read.text)), message, related=tuple(related))

    def _managed(self, found: Repeated) -> Finding:
        message = (
            f"`{found.text}` fetches related rows by a query for each item of the loop in line {found.loop.line}; "
            "add `prefetch_related(…)` for the relation to the query of the rows"
        )
        return self.finding(
            found.ref[0], Span.at(found.line, found.column, width(found.text)), message, related=(loop_related(found),)
        )
