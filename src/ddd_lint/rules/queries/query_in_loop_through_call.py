"""DDD303."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.effects import READS, RELATION
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.repeats import Repeated
from ddd_lint.index.values import Inst
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import bypasses, chain, hop_places, loading, loop_related, width


class QueryInLoopThroughCall(ProjectRule):
    """A loop calls a function that, by itself or through what it calls, sends a query.

    ## What it does

    Follows the calls inside a loop, across files, through repositories behind protocols, injected dependencies, properties and decorators,
    to a query. The message gives the chain of calls; every hop is a related place.

    ## Why it is bad

    The query hides behind a harmless-looking call, so neither author nor reviewer sees that the page's cost grows with its rows.

    ## Bad

    ```python
    # path: app/repositories.py
    from sqlalchemy.orm import Session

    from app.models import User


    class UserRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def get(self, user_id: int) -> User | None:
            return self.session.get(User, user_id)
    ```

    ```python
    # path: app/services.py
    from app.repositories import UserRepository


    def names(users: UserRepository, ids: list[int]) -> list[str]:
        return [users.get(user_id).name for user_id in ids]
    ```

    ## Good

    ```python
    # path: app/repositories.py
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import User


    class UserRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def by_ids(self, ids: list[int]) -> list[User]:
            return list(self.session.scalars(select(User).where(User.id.in_(ids))))
    ```

    ```python
    # path: app/services.py
    from app.repositories import UserRepository


    def names(users: UserRepository, ids: list[int]) -> list[str]:
        return [user.name for user in users.by_ids(ids)]
    ```

    ## When to switch it off

    Where the number of items is small by nature and the linter can't see it.

    ## How to fix

    Give the callee a form that takes all items at once, and call it before the loop.
    """

    code = "DDD303"
    name = "query-in-loop-through-call"
    summary = "A loop calls a function that sends a query, once for each item"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each call in a loop that leads to a query."""
        for found in project.repeats.all():
            if not found.hops or found.site.effect.kind not in READS or bypasses(found):
                continue
            message = (
                f"`{found.text}` sends a query once for each item of the loop in line {found.loop.line} ({chain(project, found)}); "
                f"{remedy(project, found)}"
            )
            related = (loop_related(found), *hop_places(project, found))
            yield self.finding(
                found.ref[0], Span.at(found.line, found.column, width(found.text)), message, related=related
            )


def remedy(project: ProjectIndex, found: Repeated) -> str:
    """What to do: the option that loads a relation that is read on the way, else what holds for any query."""
    row = found.site.owner
    name = found.site.text.rpartition(".")[2]
    if found.site.effect == RELATION and isinstance(row, Inst) and row.row is not None:
        return f"add {loading(project, row.ref, row.row, name)} to the query of the rows"
    return "load what it needs for all items before the loop"
