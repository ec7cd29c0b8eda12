"""DDD602."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.exceptions.handlers import Handler, broad_handlers
from ddd_lint.rules.exceptions.swallowed_exception import is_swallowed
from ddd_lint.rules.exceptions.traces import Trace

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class BroadExcept(ProjectRule):
    """## What it does

    Finds `except Exception` (alone or in a tuple) that handles the error instead of passing it on. A handler passes
    it on when it re-raises or raises another error, itself or through a helper that always raises. An HTTP error
    counts only with a status of 5xx: a 4xx tells the caller that any bug behind it is the caller's fault.

    A boundary that leaves a trace is fine: code which must survive any error below it, and which logs the traceback
    (`logger.exception`, `exc_info=`, an error tracker, a helper of the project that does so) or stores the error
    whole. Boundaries are the guard of one item of a loop so that the others go on, a worker's or consumer's loop,
    the whole body of a queue task, a scheduled job, a signal receiver, a middleware, a registered exception
    handler (`handle_exception` of a view too), a call into a plugin or a function that was handed in, a health probe,
    clean-up, and the top level of a command, where printing the message is enough.

    ## Why it is bad

    A misspelt attribute, a changed signature and a lost connection look the same to this handler. The bug that it
    hides shows up somewhere else, later, as wrong data, and without the traceback nobody can tell where it began.

    ## Bad

    ```python
    # path: app/invoices.py
    import logging

    logger = logging.getLogger(__name__)


    def send_invoice(mailer, invoice):
        try:
            mailer.send(invoice.recipient, render(invoice))
        except Exception as error:
            logger.error("invoice not sent: %s", error)
            return False
        return True


    def render(invoice):
        return f"You owe {invoice.total}"
    ```

    ## Good

    ```python
    # path: app/invoices.py
    import logging
    import smtplib

    logger = logging.getLogger(__name__)


    def send_invoice(mailer, invoice):
        try:
            mailer.send(invoice.recipient, render(invoice))
        except smtplib.SMTPException as error:
            logger.warning("invoice not sent: %s", error)
            return False
        return True


    def send_all(mailer, invoices):
        for invoice in invoices:
            try:
                send_invoice(mailer, invoice)
            except Exception:
                logger.exception("invoice %s not sent", invoice.id)


    def render(invoice):
        return f"You owe {invoice.total}"
    ```

    ## When to switch it off

    Where your project has boundaries that the linter can't see, name them (functions or decorators, `*` for
    anything) in `boundaries`, and functions that leave a trace in `reporters`. `strict-boundaries = true` reports
    the boundaries too.

    ## How to fix

    Catch the errors that this code can do something about. Let the rest rise to a boundary. If this is one, log
    with `logger.exception`.
    """

    code = "DDD602"
    name = "broad-except"
    summary = "`except Exception` that handles instead of re-raising, away from a boundary that leaves a trace"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Broad handlers that handle, but for boundaries with a trace and for those that swallow (DDD603)."""
        for handler in broad_handlers(project):
            if handler.breadth == "except Exception" and handled(handler) and not is_swallowed(handler):
                yield self.finding(handler.file, handler.span, blame(handler) or _message(handler))


def handled(handler: Handler, *, bare: bool = False) -> bool:
    """Whether a handler keeps every error to itself; one that also takes interrupts (`bare`) is no boundary."""
    if handler.blames:
        return True
    return not handler.raises and (bare or not handler.boundary)


def blame(handler: Handler) -> str:
    """The message for a handler that turns every error into a 4xx, else ""."""
    if not handler.blames:
        return ""
    return (
        f"{handler.subject} answers every error with status {handler.blames}, which blames the caller for any bug; "
        "catch the errors that the caller can cause and let the others become a 500"
    )


def _message(handler: Handler) -> str:
    start = f"{handler.subject} catches `Exception`"
    if handler.trace is Trace.FULL:
        return (
            f"{start}, logs it and {handler.outcome}, though it is no boundary; "
            "catch the errors you expect and let the others rise"
        )
    if handler.deaf:
        return (
            f"{start} as a boundary ({handler.deaf}) without keeping the traceback; "
            "log it with `logger.exception`, or catch the errors you expect"
        )
    kept = {Trace.USED: "keeps only its text", Trace.NOTHING: "keeps nothing of it"}.get(
        handler.trace, "logs it without the traceback"
    )
    return f"{start}, {kept} and {handler.outcome}; catch the errors you expect, or log the traceback and re-raise"
