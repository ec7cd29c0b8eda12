"""DDD806."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import DOMAIN
from ddd_lint.frameworks.outside import LEAKS
from ddd_lint.index.dataflow import made_of
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Inst, Lib, Ref, Seq, Tup, Value, Values
from ddd_lint.model.facts import Attr, Name, Return
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.layers.repositories import repository_functions


class PersistenceLeak(ProjectRule):
    """A repository gives away a query, a result, or mapped rows instead of domain objects.

    ## What it does

    Finds public methods of repositories that return a `Query`, a `QuerySet`, a `Result` or a cursor; and ones
    that are annotated to return objects of the domain, but return instances of mapped classes which don't belong to it. One finding a method.

    A statement (`select(…)`) that is meant to be put together with others is no leak.

    ## Why it is bad

    Whoever gets a query decides how it ends: filters, loads and counts are then written all over the project, queries are sent where nobody
    looks for them, and a lazy relation is loaded after the session is closed. The repository stops being the one place that knows the tables.

    ## Bad

    ```python
    # path: shop/repositories/orders.py
    from sqlalchemy.orm import Query, Session

    from shop.models import Order


    class OrderRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def open(self) -> Query:
            return self.session.query(Order).filter(Order.status == "open")
    ```

    ```python
    # path: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Order(Base):
        __tablename__ = "orders"

        id: Mapped[int] = mapped_column(primary_key=True)
        status: Mapped[str]
    ```

    ## Good

    ```python
    # path: shop/repositories/orders.py
    from sqlalchemy.orm import Session

    from shop.models import Order


    class OrderRepository:
        def __init__(self, session: Session) -> None:
            self.session = session

        def open(self) -> list[Order]:
            return self.session.query(Order).filter(Order.status == "open").all()
    ```

    ```python
    # path: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Order(Base):
        __tablename__ = "orders"

        id: Mapped[int] = mapped_column(primary_key=True)
        status: Mapped[str]
    ```

    ## When to switch it off

    Where repositories are query builders on purpose.

    ## How to fix

    Run the query in the repository and return a list, an object or a number; take what callers filter by as arguments. Turn rows into objects
    of the domain there, by hand or by an imperative mapping.
    """

    code = "DDD806"
    name = "persistence-leak"
    summary = "A repository gives away a query, a result or mapped rows"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each public method that gives away what only the repository should know."""
        for ref, unit in repository_functions(project):
            if unit.name.startswith("_"):
                continue
            for ins in project.evaluator.files.each(ref, Return):
                what = self._leak(project, ref, ins.value) if ins.value >= 0 else ""
                if what:
                    yield self.finding(
                        ref[0],
                        Span.at(unit.line, unit.column, len(unit.name)),
                        f"`{unit.qualname}` returns {what}",
                        related=(Related(ref[0], ins.line, 1, "here"),),
                    )
                    break

    def _leak(self, project: ProjectIndex, ref: Ref, value: int) -> str:
        values = project.value(ref, value)
        kind = next((kind for found in values if (kind := _kind(found))), "")
        if kind:
            return f"a `{kind}`, which its callers can go on with; run it here and return objects"
        found = list(_instances(values))
        mapped = next((of for of in found if project.evaluator.models.framework(of) is not None), None)
        if mapped is None:
            return ""
        name = project.evaluator.files.unit(mapped).name
        # What may be a domain object as well comes from a mapper that works both ways.
        if not _promises_domain(project, ref, name) or any(project.layers.of(of[0]) == DOMAIN for of in found):
            return ""
        return f"rows of the mapped class `{name}`, though the project has a domain; turn them into its objects here"


def _kind(value: Value) -> str:
    """The last name of a query, result or cursor."""
    return LEAKS.get(value.kind, "") if isinstance(value, Lib) else ""


def _instances(values: Values) -> Iterator[Ref]:
    """The classes of the instances among values, in collections too."""
    for value in values:
        if isinstance(value, Inst):
            yield value.ref
        elif isinstance(value, Seq):
            yield from _instances(value.item)
        elif isinstance(value, Tup):
            for items in value.items:
                yield from _instances(items)


def _promises_domain(project: ProjectIndex, ref: Ref, mapped: str) -> bool:
    """Whether a function is annotated to return something that its module imports from the domain, and not the mapped class too."""
    unit = project.evaluator.files.unit(ref)
    if unit.returns < 0:
        return False
    said = {ins.name for at in made_of(unit, unit.returns) if isinstance(ins := unit.code[at], Name | Attr)}
    parts = (part for part in project.imports.of(ref[0]) if part.path and project.layers.of(part.path) == DOMAIN)
    promised = {name for part in parts for name in part.names} & said
    return bool(promised) and (mapped not in said or mapped in promised)
