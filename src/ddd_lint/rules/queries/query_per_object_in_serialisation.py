"""DDD305."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.serialisation.rendering import Cost, Hook
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import loading, qualname

_SHOWN = 3
"""So many relations below the one that a finding is about are named."""


class QueryPerObjectInSerialisation(ProjectRule):
    """A field that is rendered for each object of a list asks the database for it.

    ## What it does

    Ties serializers, schemas, response models, admin lists and GraphQL types to the queries that feed them, and finds what each of their
    fields asks for once an object: relations that the query did not load, also those of nested serializers, and queries in a
    `SerializerMethodField`, a `to_representation`, a property, a resolver or an admin's column. A field that only single objects are
    rendered with is no finding, nor one whose relation the query loads.

    GraphQL types of strawberry, graphene and ariadne are walked from their root types: what a field's resolver asks for, and what is read
    of the row where no resolver stands, counts where the objects are of a list. Data loaders and optimizer extensions load at once. The
    schemas of ariadne need graphql-core, which `pip install ddd-lint[graphql]` installs.

    Templates of Django and Jinja that a view renders are followed too, through includes, blocks, macros and the project's own tags: what
    their loops read of each row, and no query loads, is a finding at the view's query, once a relation; the template's line stands beside it.
    Functions and base classes of the project that render for others are seen through; branches that constants rule out are not rendered.
    They are parsed by Django's and Jinja's own parsers, which `pip install ddd-lint[templates]` installs; without them templates are not
    looked at. Nothing is rendered, and no tag of the project is imported.

    ## Why it is bad

    The field looks like data and the view like one query. A page of a hundred objects sends a hundred more, one for each such field.

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
    # path: library/api.py
    from rest_framework import serializers, viewsets

    from library.models import Book


    class BookSerializer(serializers.ModelSerializer):
        author = serializers.CharField(source="author.name")

        class Meta:
            model = Book
            fields = ("title", "author")


    class BookViewSet(viewsets.ReadOnlyModelViewSet):
        queryset = Book.objects.all()
        serializer_class = BookSerializer
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
    # path: library/api.py
    from rest_framework import serializers, viewsets

    from library.models import Book


    class BookSerializer(serializers.ModelSerializer):
        author = serializers.CharField(source="author.name")

        class Meta:
            model = Book
            fields = ("title", "author")


    class BookViewSet(viewsets.ReadOnlyModelViewSet):
        queryset = Book.objects.select_related("author")
        serializer_class = BookSerializer
    ```

    ## When to switch it off

    Where a list is short by nature, and the linter can't see it.

    ## How to fix

    Load the relation in the query that feeds the list: `select_related` or `prefetch_related` in Django, `.options(joinedload(…))` or
    `.options(selectinload(…))` in SQLAlchemy, a data loader in GraphQL. Annotate what a hook counts or sums; give a hook that filters a
    `Prefetch(…, queryset=…, to_attr=…)`.
    """

    code = "DDD305"
    name = "query-per-object-in-serialisation"
    summary = "What is rendered for each object of a list asks the database"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each hook and what it asks for."""
        for hook in project.serialisation.hooks():
            path, line, column = hook.place
            if path in project.targets and not project.left_out_by_role(path):
                yield self.finding(
                    path,
                    Span.at(line, column, hook.width),
                    message(project, hook),
                    related=tuple(places(project, hook)),
                )


def message(project: ProjectIndex, hook: Hook) -> str:
    """What happens for each object, and what to add where."""
    cost = hook.cost
    through = f" ({' → '.join(qualname(project, hop.callee) for hop in cost.hops)})" if cost.hops else ""
    if cost.relation is not None and cost.row is not None:
        owner, field = cost.relation
        name = project.evaluator.files.unit(owner).name
        # Rows that the hook asks for itself hang on the objects of the list.
        nested = cost.place != hook.place and cost.row.path == cost.place[0]
        return (
            f"`{hook.name}` loads the relation `{name}.{field.name}` by a query for each object that {hook.feeding}{through}; "
            f"add {loading(project, owner, cost.row, field.name, nested=nested)} to the query of the objects{below(hook)}"
        )
    if cost.bypasses:
        return (
            f"`{hook.name}` queries a prefetched relation again (`{cost.text}`) for each object that {hook.feeding}{through}; "
            "work on `.all()`, or give the filter to a `Prefetch(…, queryset=…)`"
        )
    return (
        f"`{hook.name}` sends a query (`{cost.text}`) for each object that {hook.feeding}{through}; "
        "load what it needs with the query of the objects, or all at once before"
    )


def below(hook: Hook) -> str:
    """The relations below it that are missing too, where several are told in one finding."""
    names = dict.fromkeys(f"`{name}`" for name, place in hook.also if place == hook.place)
    shown = ", ".join(list(names)[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f", and what {shown}{more} need below it" if names else ""


def places(project: ProjectIndex, hook: Hook) -> Iterator[Related]:
    """What feeds the hook, the query of its objects, the calls on the way, and what is asked there."""
    if hook.read is not None:
        yield Related(*hook.read, "the template reads it here")
    if hook.feed != hook.place:
        yield Related(*hook.feed, f"here {hook.feeding}")
    cost: Cost = hook.cost
    if cost.row is not None and cost.row.path and (cost.row.path, cost.row.line) not in (hook.feed[:2], hook.place[:2]):
        yield Related(cost.row.path, cost.row.line, cost.row.column, "the query of the objects")
    for hop in cost.hops:
        caller, callee = qualname(project, hop.caller), qualname(project, hop.callee)
        yield Related(hop.caller[0], hop.line, hop.column, f"`{caller}` calls `{callee}`")
    if cost.place not in (hook.place, hook.read):
        yield Related(*cost.place, f"asks here: `{cost.text}`")
    for name, place in hook.also:
        if place != hook.place:
            yield Related(*place, f"`{name}` reads it too")
