"""DDD601."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.model.finding import Edit, Finding, Fix
from ddd_lint.model.rule import Fixability
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.exceptions.broad_except import blame, handled
from ddd_lint.rules.exceptions.handlers import Handler, broad_handlers
from ddd_lint.rules.exceptions.swallowed_exception import is_swallowed

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class BareExcept(ProjectRule):
    """## What it does

    Finds `except:` and `except BaseException` that neither re-raise nor raise another error in its place. It looks
    into helpers: one that always raises counts as raising.

    ## Why it is bad

    Such a handler also takes `KeyboardInterrupt`, `SystemExit` and, in a coroutine, `asyncio.CancelledError`: the
    process can't be stopped, a cancelled request goes on. It hides typing errors in the code above it as well as
    the failure that it was written for.

    ## Bad

    ```python
    # path: app/sync.py
    import logging

    logger = logging.getLogger(__name__)


    def sync_users(client, store):
        try:
            store.update(client.users())
        except:
            logger.warning("users not synchronised")
    ```

    ## Good

    ```python
    # path: app/sync.py
    import logging

    logger = logging.getLogger(__name__)


    def sync_users(client, store):
        try:
            store.update(client.users())
        except ConnectionError as error:
            logger.warning("users not synchronised: %s", error)
    ```

    ## When to switch it off

    Hardly ever. Code that must see every way out (to roll back, to remove a temporary file) re-raises, and is not
    reported.

    ## How to fix

    Name the errors that you expect. Where anything may happen, catch `Exception`, log the traceback, and re-raise
    unless this is a boundary: a worker's loop, a task's entry, a middleware. The fix that the linter offers writes
    `except Exception:` and changes nothing else; it is safe only where the same statement takes `KeyboardInterrupt`
    and `SystemExit` already.
    """

    code = "DDD601"
    name = "bare-except"
    summary = "`except:` or `except BaseException` that does not re-raise"
    fixability = Fixability.UNSAFE

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Bare handlers that don't raise, but for those that swallow (DDD603)."""
        for handler in broad_handlers(project):
            if handler.breadth == "except Exception" or not handled(handler, bare=True) or is_swallowed(handler):
                continue
            yield self.finding(handler.file, handler.span, blame(handler) or self._message(handler), fix=_fix(handler))

    def _message(self, handler: Handler) -> str:
        how = "a bare `except:`" if handler.breadth == "except:" else "`except BaseException`"
        return (
            f"{handler.subject} catches everything with {how}, `KeyboardInterrupt` and `SystemExit` included, "
            f"and {handler.outcome}; name the errors you expect, or catch `Exception` at most"
        )


def _fix(handler: Handler) -> Fix | None:
    if handler.breadth != "except:" or not handler.lone:
        return None
    span = Span(handler.line, handler.column, handler.line, handler.column + len("except"))
    return Fix("Catch `Exception` instead of everything", (Edit(span, "except Exception"),), safe=handler.interrupts)
