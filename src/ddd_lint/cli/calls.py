"""`ddd-lint calls`: where every call leads, and what it does."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ddd_lint.cli.options import option, resolve, settings_options
from ddd_lint.cli.output import is_terminal, say, write
from ddd_lint.cli.paths import relative_to
from ddd_lint.cli.progress import Bar
from ddd_lint.config import Resolved
from ddd_lint.reports.cells import printable
from ddd_lint.reports.view import PathName

if TYPE_CHECKING:
    from ddd_lint.engine.understand import Understood
    from ddd_lint.index.calls import KnownCall

FORMATS = ("text", "json")
NOTHING = 2


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@settings_options
@click.option(
    "--output-format", "form", type=click.Choice(FORMATS), default="text", help="How to write it (default: text)."
)
@option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--no-effects", is_flag=True, help="Only say where calls lead, not what they do.")
@click.pass_context
def calls(
    ctx: click.Context, /, paths: tuple[str, ...], form: str, no_cache: bool, no_effects: bool, **_settings: object
) -> None:
    """List the calls in Python files and folders (default: the working directory) with their targets and effects.

    A target is a function or class of the project; effects are what running it does to the database, a cache or the
    network, through all that it calls. A call that leads out of the project, or can't be told, has no target.
    """
    from ddd_lint.engine.understand import listed

    given = paths or (".",)
    resolved = resolve(ctx, given)
    understood = ask(resolved, given, no_cache=no_cache)
    name = relative_to(resolved.root, os.getcwd())
    found = listed(understood, effects=not no_effects)
    if form == "json":
        write(
            json.dumps({"calls": [_dump(call, kinds, name) for call, kinds in found]}, ensure_ascii=False) + "\n",
            utf8=True,
        )
    else:
        write("".join(_line(call, kinds, name) for call, kinds in found))
    ctx.exit(close(understood))


def ask(resolved: Resolved, given: Sequence[str], *, no_cache: bool) -> Understood:
    """The index of the project that these paths belong to."""
    from ddd_lint.engine.understand import understand

    with Bar(sys.stderr) if is_terminal(sys.stderr) else nullcontext() as progress:
        return understand(resolved, [Path(path) for path in given], cache=not no_cache, progress=progress)


def close(understood: Understood) -> int:
    """Say on standard error what is missing from an answer, and return the exit status."""
    for error in understood.errors:
        say(
            f"ddd-lint: error: {error.code} failed on {error.path}, so nothing is known of it: {error.message}",
            fg="red",
        )
    for path in understood.lost:
        say(
            f"ddd-lint: error: {path} can't be analysed, so nothing is known of it; `ddd-lint check {path}` says why",
            fg="red",
        )
    truncated = understood.project.truncated
    if truncated:
        answers = "1 answer was" if truncated == 1 else f"{truncated} answers were"
        say(f"{answers} cut short: more callers, alternatives or steps than ddd-lint follows.")
    return NOTHING if understood.errors or understood.lost else 0


def _dump(call: KnownCall, kinds: tuple[str, ...], name: PathName) -> dict[str, Any]:
    return {
        "path": name(call.path),
        "line": call.line,
        "column": call.column,
        "name": call.name,
        "targets": [{"path": name(target.path), "line": target.line, "name": target.name} for target in call.targets],
        "effects": list(kinds),
    }


def _line(call: KnownCall, kinds: tuple[str, ...], name: PathName) -> str:
    where = f"{name(call.path)}:{call.line}:{call.column} {call.name}"
    leads = ", ".join(f"{target.name} ({name(target.path)}:{target.line})" for target in call.targets)
    does = f"  [{', '.join(kinds)}]" if kinds else ""
    return printable(f"{where}{f' → {leads}' if leads else ''}{does}") + "\n"
