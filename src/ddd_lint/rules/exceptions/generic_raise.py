"""DDD604."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.model.facts import NONE, Attr, Call, Name, Raise
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.exceptions.handlers import BROAD, is_builtin, where
from ddd_lint.rules.exceptions.view import UnitView

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class GenericRaise(ProjectRule):
    """## What it does

    Finds `raise Exception(...)` and `raise BaseException(...)`.

    ## Why it is bad

    Who wants to handle this one error must catch every error: the next `except Exception` is written because of it.

    ## Bad

    ```python
    # path: app/stock.py
    def reserve(stock, quantity):
        if stock.free < quantity:
            raise Exception("not enough in stock")
        stock.free -= quantity
    ```

    ## Good

    ```python
    # path: app/stock.py
    class OutOfStockError(Exception):
        \"""Fewer items are free than were asked for.\"""


    def reserve(stock, quantity):
        if stock.free < quantity:
            raise OutOfStockError("not enough in stock")
        stock.free -= quantity
    ```

    ## When to switch it off

    In a script that nobody imports, whose errors are read by a person.

    ## How to fix

    Define an error of the domain that says what went wrong, or raise the builtin that does (`ValueError`,
    `LookupError`, `RuntimeError`).
    """

    code = "DDD604"
    name = "generic-raise"
    summary = "`raise Exception(...)` forces callers to catch everything"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Every `raise` of one of the two base classes."""
        for path in sorted(project.targets):
            if project.roles(path).test and not project.settings.include_tests:
                continue
            file = project.files[path]
            for number, unit in enumerate(file.units):
                for position in project.evaluator.files.positions((path, number), Raise):
                    ins = unit.code[position]
                    assert isinstance(ins, Raise)
                    if ins.exception == NONE:
                        continue
                    raised = unit.code[ins.exception]
                    func = raised.func if isinstance(raised, Call) else ins.exception
                    target = unit.code[func]
                    if not isinstance(target, Name | Attr) or target.name not in BROAD:
                        continue
                    view = UnitView(file, number)
                    if isinstance(target, Attr) and view.names(target.base) != ("builtins",):
                        continue
                    if isinstance(target, Name) and not is_builtin(project, view, func):
                        continue
                    subject = where(view)[:1].upper() + where(view)[1:]
                    yield self.finding(
                        file,
                        Span(ins.line, ins.column, ins.line, ins.column + len("raise")),
                        f"{subject} raises `{target.name}` itself, which callers can only catch together with "
                        "every other error; raise an error class that says what went wrong",
                    )
