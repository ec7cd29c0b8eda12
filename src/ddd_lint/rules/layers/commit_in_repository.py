"""DDD805."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Lib, Ref, Value
from ddd_lint.model.facts import Attr, Call, Unit
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.layers.repositories import repository_functions


class CommitInRepository(ProjectRule):
    """A repository's method commits by itself.

    ## What it does

    Finds methods of repositories that commit the session or connection, or open the transaction that does. A repository is a class or function
    in a module of the repository layer, or a class called one. One finding a method.

    Functions of a `crud` module count only where the configuration calls it a repository, and a unit of work is none.

    ## Why it is bad

    Who saves two things can't save both or neither: the first is stored for good before the second has been tried. And every commit in a loop
    is a round trip to the disk. What belongs together is known to the service, not to the repository.

    ## Bad

    ```python
    # path: shop/repositories/orders.py
    from sqlalchemy.orm import Session


    class OrderRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def add(self, order: object) -> None:
            self.session.add(order)
            self.session.commit()
    ```

    ## Good

    ```python
    # path: shop/repositories/orders.py
    from sqlalchemy.orm import Session


    class OrderRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def add(self, order: object) -> None:
            self.session.add(order)
    ```

    ## When to switch it off

    Where every call of a repository is a use case of its own, and will stay so.

    ## How to fix

    Let the repository add and flush at most, and commit once in the unit of work: in the service, in the dependency that opens the session, or in
    a middleware.
    """

    code = "DDD805"
    name = "commit-in-repository"
    summary = "A repository's method commits by itself"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each method that commits."""
        for ref, unit in repository_functions(project):
            place = _commit(project, ref, unit)
            if place is not None:
                line, column, name = place
                yield self.finding(
                    ref[0],
                    Span.at(line, column, len(name)),
                    f"`{unit.qualname}` commits by itself (`{name}`), so no caller can save two things as one; leave the commit to the unit of work",
                )


def _commit(project: ProjectIndex, ref: Ref, unit: Unit) -> tuple[int, int, str] | None:
    """Where a function commits: line, column and the method's name."""
    entered = {block.value for block in unit.blocks if block.kind in ("with", "async with")}
    for position in project.evaluator.files.positions(ref, Call):
        ins = unit.code[position]
        assert isinstance(ins, Call)
        callee = unit.code[ins.func]
        if not isinstance(callee, Attr):
            continue
        commits = callee.name == "commit" or (callee.name == "begin" and position in entered)
        if commits and any(_can_commit(project, owner) for owner in project.value(ref, callee.base)):
            return ins.line, ins.column, callee.name
    return None


def _can_commit(project: ProjectIndex, owner: Value) -> bool:
    """Whether a library's object is a session or connection whose `commit` makes changes lasting."""
    operation = project.evaluator.tables.method(owner.kind, "commit") if isinstance(owner, Lib) else None
    return operation is not None and operation.effect is not None and operation.effect.kind == "commit"
