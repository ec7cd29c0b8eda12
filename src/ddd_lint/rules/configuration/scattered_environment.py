"""DDD505."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

import libcst as cst

from ddd_lint.frameworks.environment import (
    COMMAND_BASES,
    COMMAND_DECORATORS,
    COMMAND_FOLDERS,
    ENTRY_POINT_FILES,
    SYSTEM_PREFIXES,
    SYSTEM_VARIABLES,
)
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.configuration.gathering import Read, is_gatherer, is_settings_name, read_of, reads_in
from ddd_lint.rules.configuration.literals import last_name, names_in
from ddd_lint.rules.configuration.places import in_settings_class, is_showcase
from ddd_lint.syntax.names import dotted
from ddd_lint.syntax.walk import FileContext

_METHODS = frozenset({"get", "getenv", "getenvb"})


class ScatteredEnvironment(TreeRule):
    """
    ## What it does

    Finds reads of environment variables (`os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")`, `"X" in
    os.environ`) outside the settings modules. A function that reads one variable several times is one finding.

    Settings modules are those that `settings-modules` in the configuration names (`settings.py`, `config/` and the
    like by default), classes that derive from a `…Settings` class, and any module that does nothing but gather values
    from the environment. Entry points may read it too: `__main__.py`, `main.py`, `cli.py` and the files of a `cli`
    folder, `manage.py`, `wsgi.py`, `asgi.py`, modules that end in `if __name__ == "__main__"`, commands of click,
    typer and Django, scripts. Writing, copying and handing the environment on to a child process (a selection of it
    too) is no read; what the system sets (`PATH`, `HOME`, `TERM`, `XDG_…`) is no setting, nor is which settings to load
    (`DJANGO_SETTINGS_MODULE`).

    ## Why it is bad

    Nobody can tell which variables the program needs, a missing or malformed one is noticed only when that line runs,
    each reader has its own default and its own idea of what "true" is, and tests have to patch the process
    environment.

    ## Bad

    ```python
    # path: app/services/mailer.py
    import os


    class Mailer:
        def send(self, to: str, body: str) -> None:
            host = os.getenv("SMTP_HOST", "localhost")
            self.deliver(host, to, body)
    ```

    ## Good

    ```python
    # path: app/settings.py
    import os

    SMTP_HOST = os.getenv("SMTP_HOST", "localhost")
    ```

    ```python
    # path: app/services/mailer.py
    class Mailer:
        def __init__(self, host: str) -> None:
            self._host = host

        def send(self, to: str, body: str) -> None:
            self.deliver(self._host, to, body)
    ```

    ## When to switch it off

    In a library or tool without settings of its own. If your settings live under another name, say so instead:
    `settings-modules = ["app/core/options.py"]`.

    ## How to fix

    Give the settings module a field for the variable, with its type and default, and pass the value to where it is
    needed.
    """

    code = "DDD505"
    name = "scattered-environment"
    summary = "An environment variable is read outside the settings."

    def visit_Call(self, node: cst.Call, context: FileContext) -> Iterator[Finding] | None:
        """`os.getenv(…)`, `os.environ.get(…)`."""
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value not in _METHODS:
            return None
        return self._check(node, context)

    def visit_Subscript(self, node: cst.Subscript, context: FileContext) -> Iterator[Finding] | None:
        """`os.environ[…]`."""
        return self._check(node, context)

    def visit_Comparison(self, node: cst.Comparison, context: FileContext) -> Iterator[Finding] | None:
        """`… in os.environ`."""
        return self._check(node, context)

    def _check(self, node: cst.BaseExpression, context: FileContext) -> Iterator[Finding] | None:
        read = read_of(node, context.ancestors[-1], context)
        if read is None or read.variable in SYSTEM_VARIABLES or read.variable.startswith(SYSTEM_PREFIXES):
            return None
        if not read.variable and context.loops and isinstance(context.loops[-1], cst.CompFor):
            return None
        if _may_read(context) or is_gatherer(context) or not _is_first(read, context):
            return None
        return self._finding(read, context)

    def _finding(self, read: Read, context: FileContext) -> Iterator[Finding]:
        function = context.functions[-1] if context.functions else None
        where = f" in `{function.name.value}`" if isinstance(function, cst.FunctionDef) else ""
        what = f"The environment variable `{read.variable}`" if read.variable else "The environment"
        line, column = context.positions.place(read.place)
        yield context.finding(
            self.identity,
            Span.at(line, column, len(dotted(read.place) or "")),
            f"{what} is read{where}, outside the settings; read it in a settings module and pass the value on",
        )


def _may_read(context: FileContext) -> bool:
    """Whether the current place is one of the settings, of an entry point, a script, a test or an example."""
    roles = context.roles
    if roles.settings or roles.script or roles.test or is_showcase(context.path) or in_settings_class(context):
        return True
    if context.classes and is_settings_name(context.classes[-1].name.value):
        return True
    path = PurePosixPath(context.path)
    if path.name in ENTRY_POINT_FILES or path.parent.name in COMMAND_FOLDERS or _is_program(context):
        return True
    if any(last_name(arg.value) in COMMAND_BASES for node in context.classes for arg in node.bases):
        return True
    return any(
        last_name(decorator.decorator) in COMMAND_DECORATORS
        for node in context.functions
        if isinstance(node, cst.FunctionDef)
        for decorator in node.decorators
    )


@lru_cache(maxsize=1)
def _is_program(context: FileContext) -> bool:
    """Whether the module is run: it asks for `__name__ == "__main__"`, or has loops at its top and no definitions."""
    body = context.module.body
    if any(isinstance(statement, cst.If) and "__name__" in names_in(statement.test) for statement in body):
        return True
    works = any(isinstance(statement, cst.With | cst.For | cst.While) for statement in body)
    return works and not any(isinstance(statement, cst.FunctionDef | cst.ClassDef) for statement in body)


def _is_first(read: Read, context: FileContext) -> bool:
    """Whether no read of the same variable comes before it in the same function (outside functions: the module)."""
    if not read.variable:
        return True
    root = context.functions[-1] if context.functions else context.module
    first = next((other for other in reads_in(root, context) if other.variable == read.variable), read)
    return first.place is read.place
