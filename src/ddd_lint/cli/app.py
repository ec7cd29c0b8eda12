"""The program: its commands, and how it ends."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Sequence
from typing import Any

import click

from ddd_lint import __version__
from ddd_lint.cli.calls import calls
from ddd_lint.cli.check import check
from ddd_lint.cli.clean import clean
from ddd_lint.cli.config import config
from ddd_lint.cli.explain import explain
from ddd_lint.cli.facts import facts
from ddd_lint.cli.group import CheckByDefault
from ddd_lint.cli.output import forgive_encodings, say
from ddd_lint.cli.rules import rule, rules

USAGE_ERROR, INTERRUPTED = 2, 130


@click.group(
    cls=CheckByDefault,
    default=check,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`ddd-lint [PATHS]` is `ddd-lint check [PATHS]`: see `ddd-lint check --help` for its options.",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def app() -> None:
    """A linter for the architecture of Python back ends."""


for command in (check, rule, rules, config, clean, calls, explain, facts):
    app.add_command(command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: the process's own) and return its exit status.

    0: clean; 1: findings; 2: wrong usage or configuration, or an error in the tool itself; 130: interrupted.
    """
    forgive_encodings()
    if args is None:
        # The process ends with this run: what it holds need not be searched for what could be freed, not at its end either.
        gc.disable()
        atexit.register(gc.freeze)
    try:
        status: Any = app.main(args, prog_name="ddd-lint", standalone_mode=False)
        return int(status or 0)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE_ERROR
    except Exception:
        import traceback

        traceback.print_exc()
        say("ddd-lint: error: this is a bug in ddd-lint; please report it with the lines above", fg="red")
        return USAGE_ERROR
