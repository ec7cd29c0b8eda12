"""DDD001: the file does not parse."""

from __future__ import annotations

from ddd_lint.rules.base import EngineRule


class SyntaxErrorRule(EngineRule):
    """A file that is no valid Python.

    ## What it does

    Reports a file that does not follow Python's grammar, at the line and column where reading it went wrong. No other
    rule sees such a file, and other files see it as an empty module.

    ## Why it is bad

    A file that could not be checked must not pass for a clean one. The program that imports it fails at start-up.

    ## Bad

    ```python
    def total(order):
        return sum(line.price for line in order.lines
    ```

    ## Good

    ```python
    def total(order):
        return sum(line.price for line in order.lines)
    ```

    ## When to switch it off

    For files that are no Python in spite of their name, such as templates of a code generator: better to name them in
    `exclude`.

    ## How to fix

    Correct the syntax where the message points. Syntax newer than the parser knows is reported here too; then upgrade
    LibCST.
    """

    code = "DDD001"
    name = "syntax-error"
    summary = "The file does not parse."
