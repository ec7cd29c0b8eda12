"""DDD301."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import bypasses, entity_name, is_django, loop_related, reads_relation, width


class QueryInLoop(ProjectRule):
    """A loop sends one query to the database for each of its items.

    ## What it does

    Finds queries (SQLAlchemy, Django ORM, DB-API, asyncpg and the like) that run inside a `for`, a comprehension, a generator or a
    function given to `map`, once for each item. Retry, polling and batching loops, loops over a short constant, loops that are left right
    after the query, look-ups kept in a dictionary, and what runs for one name among the items (`if kind == "order":`) are no findings.

    ## Why it is bad

    Each query costs a round trip. Ten rows in a test take ten milliseconds; ten thousand in production take ten seconds, hold a connection
    all the while, and no profiler shows one slow query to blame.

    ## Bad

    ```python
    # path: app/services/report.py
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import User


    def names(session: Session, ids: list[int]) -> list[str]:
        found = []
        for user_id in ids:
            user = session.get(User, user_id)
            found.append(user.name)
        return found
    ```

    ## Good

    ```python
    # path: app/services/report.py
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import User


    def names(session: Session, ids: list[int]) -> list[str]:
        users = session.scalars(select(User).where(User.id.in_(ids)))
        return [user.name for user in users]
    ```

    ## When to switch it off

    Where the number of items is small by nature and the linter can't see it; say so in the suppression's reason.

    ## How to fix

    Fetch all rows before the loop with one query (`WHERE id IN (…)`, `in_bulk()`, a join) and look them up in a dictionary inside it.
    """

    code = "DDD301"
    name = "query-in-loop"
    summary = "A query runs once for each item of a loop"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each query that stands in a loop itself."""
        for found in project.repeats.all():
            if found.hops or found.site.effect.kind != "query" or bypasses(found) or reads_relation(project, found):
                continue
            entity = entity_name(project, found)
            of = f" of `{entity}`" if entity else ""
            remedy = (
                f"use {found.site.effect.bulk}"
                if found.site.effect.bulk
                else (
                    "fetch all rows before the loop with one `filter(…__in=…)` or `in_bulk()`"
                    if is_django(found.site.owner)
                    else "fetch all rows before the loop with one query (`.in_(…)`) and look them up in a dictionary"
                )
            )
            message = (
                f"`{found.text}` sends a query{of} once for each item of the loop in line {found.loop.line}; {remedy}"
            )
            yield self.finding(
                found.ref[0],
                Span.at(found.line, found.column, width(found.text)),
                message,
                related=(loop_related(found),),
            )
