"""DDD802."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import DOMAIN
from ddd_lint.frameworks.outside import kind_of
from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.layers.report import layered_files


class FrameworkInDomain(ProjectRule):
    """The domain imports a web framework, an ORM, or a client of something outside.

    ## What it does

    Finds imports of web frameworks, ORMs (their column types too), database, cache and HTTP clients and message brokers in modules of the
    domain layer. Imports for type checkers only don't count.

    ## Why it is bad

    The domain is what stays when the framework changes. Once it imports one, its rules can't be run or tested without a database or a
    request, and the framework's release notes decide when it must be touched.

    ## Bad

    ```python
    # path: shop/domain/order.py
    from fastapi import HTTPException


    class Order:
        def __init__(self, id: int, status: str) -> None:
            self.id = id
            self.status = status

        def cancel(self) -> None:
            if self.status == "sent":
                raise HTTPException(409, "already sent")
            self.status = "cancelled"
    ```

    ## Good

    ```python
    # path: shop/domain/order.py
    class AlreadySent(Exception):
        \"""The order has left the house.\"""


    class Order:
        def __init__(self, id: int, status: str) -> None:
            self.id = id
            self.status = status

        def cancel(self) -> None:
            if self.status == "sent":
                raise AlreadySent
            self.status = "cancelled"
    ```

    ## When to switch it off

    In a project that has decided to map its domain classes declaratively, for the modules of those classes (`per-file-ignores`).

    ## How to fix

    Map the domain's classes from the infrastructure (`registry.map_imperatively`, or own row classes and a mapper), raise errors of the
    domain and translate them in the API, and reach everything outside through an interface that the domain declares.
    """

    code = "DDD802"
    name = "framework-in-domain"
    summary = "The domain imports a framework or a client of something outside"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each import statement."""
        for path, _ in layered_files(project, (DOMAIN,)):
            for part in project.imports.of(path):
                kind = "" if part.path or part.module.startswith(".") else _kind(part.module, part.names)
                if kind:
                    message = (
                        f"The domain imports `{part.module}`, {kind}; keep it out, behind an interface or a mapping"
                    )
                    yield self.finding(path, Span.at(part.line, part.column, part.width), message)


def _kind(module: str, names: tuple[str, ...]) -> str:
    """What is imported: by the module, or by the submodule that a name is."""
    return kind_of(module) or next((kind for name in names if (kind := kind_of(f"{module}.{name}"))), "")
