"""DDD306."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import chain, hop_places, loop_related, width


class CacheCallInLoop(ProjectRule):
    """A loop makes one round trip to Redis or the cache for each item.

    ## What it does

    Finds Redis commands and calls of Django's or Flask's cache that run once for each item of a loop, directly or through a function,
    where `mget`, a pipeline, `get_many` or `set_many` would make one trip. Commands buffered on a pipeline are no
    findings, nor is sending those that an object has gathered on the pipeline it keeps.

    ## Why it is bad

    A cache answers in a fraction of a millisecond, the network does not: a hundred keys fetched one by one cost a hundred round trips.

    ## Bad

    ```python
    # path: app/services/scores.py
    import redis

    client = redis.Redis()


    def scores(user_ids: list[int]) -> list[bytes | None]:
        return [client.get(f"score:{user_id}") for user_id in user_ids]
    ```

    ## Good

    ```python
    # path: app/services/scores.py
    import redis

    client = redis.Redis()


    def scores(user_ids: list[int]) -> list[bytes | None]:
        return client.mget([f"score:{user_id}" for user_id in user_ids])
    ```

    ## When to switch it off

    Where the keys of later commands depend on the answers of earlier ones.

    ## How to fix

    Collect the keys and ask for all of them at once, or put the commands on a pipeline.
    """

    code = "DDD306"
    name = "cache-call-in-loop"
    summary = "A cache round trip runs once for each item of a loop"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each cache call in a loop, direct or through a call."""
        for found in project.repeats.all():
            if found.site.effect.kind != "cache":
                continue
            remedy = found.site.effect.bulk or "one round trip for all items (`mget`, a pipeline, `get_many`)"
            through = f" ({chain(project, found)})" if found.hops else ""
            message = f"`{found.text}` makes a cache round trip once for each item of the loop in line {found.loop.line}{through}; use {remedy}"
            related = (loop_related(found), *(hop_places(project, found) if found.hops else ()))
            yield self.finding(
                found.ref[0], Span.at(found.line, found.column, width(found.text)), message, related=related
            )
