"""DDD002: the file can't be read or decoded."""

from __future__ import annotations

from ddd_lint.rules.base import EngineRule


class UnreadableFile(EngineRule):
    """A file that could not be read, decoded, or analysed in time.

    ## What it does

    Reports a Python file (or a folder) that exists but gave no text to check: permission is missing, its bytes do not
    fit its encoding, it is binary, it vanished during the run, it ended the parser's process, or it took longer than
    `file-timeout` seconds. The run goes on without it.

    ## Why it is bad

    A file that could not be checked must not pass for a clean one.

    ## Bad

    A declaration that names an encoding which does not exist:

    ```python
    # -*- coding: utf-9 -*-
    GREETING = "Grüezi"
    ```

    ## Good

    ```python
    GREETING = "Grüezi"
    ```

    ## When to switch it off

    For generated or deliberately broken files: better to name them in `exclude`, so that they are not read at all.

    ## How to fix

    Save the file as UTF-8 or declare the encoding that it has; grant permission to read it; split a generated file that
    takes too long, or raise `file-timeout`.
    """

    code = "DDD002"
    name = "unreadable-file"
    summary = "The file can't be read or decoded."
