"""DDD003: a suppression that suppresses nothing."""

from __future__ import annotations

from ddd_lint.rules.base import EngineRule


class UnusedSuppression(EngineRule):
    """A suppression comment that suppresses nothing.

    ## What it does

    Reports a `# ddd-lint: …` comment, or a `DDD` code in a `# noqa: …`, that no finding of this run needed; one that
    names a rule which does not exist; and, with `require-suppression-reason`, one that gives no reason. A bare
    `# noqa`, other tools' codes, and rules that are not enabled in the run are never reported.

    ## Why it is bad

    A suppression is a promise that someone looked at a finding and accepted it. One that outlives its finding hides the
    next, unrelated one on the same line, and tells the reader of a problem that is gone.

    ## Bad

    ```python
    def total(order):
        return order.total  # ddd-lint: ignore[broad-except] -- the mailer may fail
    ```

    ## Good

    ```python
    def total(order):
        return order.total
    ```

    ## When to switch it off

    While a project moves from one version of the linter to the next and its suppressions are cleaned up later.

    ## How to fix

    Delete the comment, or the code in it that the message names.
    """

    code = "DDD003"
    name = "unused-suppression"
    summary = "A suppression suppresses nothing."
