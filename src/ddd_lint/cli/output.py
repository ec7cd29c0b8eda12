"""Where text goes: standard output, standard error, or a file; with colours or without."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from ddd_lint.cli.group import Failure
from ddd_lint.reports.cells import printable

COLORS = ("auto", "always", "never")


def wants_color(choice: str, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to `stream` (None: a file).

    `auto` means: not with NO_COLOR (<https://no-color.org>), always with FORCE_COLOR (unless it is 0), else on a
    terminal that is not dumb.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return is_terminal(stream, environ)


def is_terminal(stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream (None: a closed one) is a terminal that knows more than lines."""
    return stream is not None and stream.isatty() and environ.get("TERM") != "dumb"


def forgive_encodings() -> None:
    """Let no character be an error: what a stream's encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write(text: str, *, color: bool = False, utf8: bool = False) -> None:
    """Write whole lines to standard output; a reader that has gone away is no error.

    With `utf8` they are UTF-8 whatever the locale says: JSON is nothing else.

    Raises:
        Failure: they can't be written.
    """
    if utf8 and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        click.echo(text, nl=False, color=color)
    except OSError as error:
        silence(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise Failure(f"standard output can't be written: {error.strerror or error}") from error


def write_file(path: Path, text: str) -> None:
    """Write whole lines to a file as UTF-8.

    Raises:
        Failure: it can't be written.
    """
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise Failure(f"--output-file {path}: {error.strerror or error}") from error


def say(text: str, choice: str = "auto", **style: Any) -> None:
    """Write a line to standard error, fit to print, styled where colours are wanted there; if it can't be, so be it."""
    color, text = wants_color(choice, sys.stderr), printable(text)
    try:
        click.echo(click.style(text, **style) if color and style else text, err=True, color=color)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Send the rest of a stream that takes nothing to nowhere, so that closing it raises nothing either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
