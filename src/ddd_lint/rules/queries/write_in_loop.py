"""DDD304."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.effects import text_of
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.repeats import Repeated
from ddd_lint.model.facts import Call
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.queries.report import chain, hop_places, is_django, loop_related, width

_DELETED = "super().delete"


class WriteInLoop(ProjectRule):
    """A loop writes to the database once for each item where a bulk form exists.

    ## What it does

    Finds `save()`, `create()`, `delete()`, `commit()`, `flush()` and statements that write, run once for each item of a loop, by themselves
    or through the functions that the loop calls. Adding to or deleting from a SQLAlchemy session is no finding: the unit of work sends
    those together.

    ## Why it is bad

    Every write is a round trip and every commit waits for the disk. A thousand rows imported with a commit each take minutes; with one they
    take a second, and a failure half-way leaves nothing half done.

    ## Bad

    ```python
    # path: app/services/imports.py
    from sqlalchemy.orm import Session

    from app.models import User


    def import_users(session: Session, names: list[str]) -> None:
        for name in names:
            session.add(User(name=name))
            session.commit()
    ```

    ## Good

    ```python
    # path: app/services/imports.py
    from sqlalchemy.orm import Session

    from app.models import User


    def import_users(session: Session, names: list[str]) -> None:
        session.add_all(User(name=name) for name in names)
        session.commit()
    ```

    ## When to switch it off

    Where each item must be committed on its own, so that one that fails does not undo the others.

    ## How to fix

    Use the bulk form that the message names: `bulk_create`, `update()` over a queryset, `session.execute(insert(Model), rows)`, one commit.
    """

    code = "DDD304"
    name = "write-in-loop"
    summary = "A write or commit runs once for each item of a loop"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each write in a loop, direct or through a call."""
        for found in project.repeats.all():
            if found.site.effect.kind not in ("write", "commit", "flush") or _clears_up(project, found):
                continue
            doing = {"commit": "commits", "flush": "flushes"}.get(found.site.effect.kind, "writes")
            remedy = found.site.effect.bulk or (
                "use the bulk form after the loop"
                if is_django(found.site.owner)
                else "write all rows with one statement"
            )
            through = f" ({chain(project, found)})" if found.hops else ""
            message = f"`{found.text}` {doing} once for each item of the loop in line {found.loop.line}{through}; use {remedy}".replace(
                "use use ", "use "
            )
            related = (loop_related(found), *(hop_places(project, found) if found.hops else ()))
            yield self.finding(
                found.ref[0], Span.at(found.line, found.column, width(found.text)), message, related=related
            )


def _clears_up(project: ProjectIndex, found: Repeated) -> bool:
    """Whether a row's own `delete` does more than delete it (removes a file): a bulk form would not call it."""
    unit = project.evaluator.files.unit(found.site_ref)
    return found.site.text == _DELETED and any(
        isinstance(ins, Call) and text_of(unit, ins.func) not in ("super", _DELETED) for ins in unit.code
    )
