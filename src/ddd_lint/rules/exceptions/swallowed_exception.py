"""DDD603."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.exceptions.handlers import Handler, broad_handlers
from ddd_lint.rules.exceptions.traces import Trace

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class SwallowedException(ProjectRule):
    """## What it does

    Finds broad handlers (`except:`, `except Exception`, `except BaseException`) that leave no trace at all: they
    pass, continue, return or set a default, without a log line and without a use of the error. It is reported in
    place of DDD601 and DDD602, never beside them.

    ## Why it is bad

    Nothing tells that something went wrong. The program goes on with a default that nobody chose for this case, and
    a bug in the guarded lines is never seen.

    ## Bad

    ```python
    # path: app/rates.py
    def exchange_rate(client, currency):
        try:
            return client.rates()[currency]
        except Exception:
            return 1.0
    ```

    ## Good

    ```python
    # path: app/rates.py
    def exchange_rate(client, currency):
        try:
            return client.rates()[currency]
        except KeyError:
            return 1.0
    ```

    ## When to switch it off

    Where losing an error is the point, say so with `contextlib.suppress` and the errors meant, or suppress the line
    with a reason.

    ## How to fix

    Catch the one error that the default is for. If you don't know which it is, log with `logger.exception` first
    and read what comes.
    """

    code = "DDD603"
    name = "swallowed-exception"
    summary = "a broad handler that leaves no trace of the error"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Broad handlers that keep nothing of the error."""
        for handler in broad_handlers(project):
            if is_swallowed(handler):
                yield self.finding(
                    handler.file,
                    handler.span,
                    f"{handler.subject} swallows every error without a trace and {handler.outcome}; "
                    "catch the error you expect, or log it with its traceback",
                )


def is_swallowed(handler: Handler) -> bool:
    """Whether a handler neither raises, nor logs, nor uses its error, at no boundary for which that is enough."""
    return handler.trace is Trace.NOTHING and not handler.raises and not handler.blames and not handler.boundary
