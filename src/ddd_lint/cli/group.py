"""A group of commands that runs one of them when none is named, and tells known errors as messages."""

from __future__ import annotations

import difflib
import os
from typing import Any

import click
from click.shell_completion import CompletionItem


class Failure(click.ClickException):
    """Something that the user can mend: one line on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(f"{click.style('ddd-lint: error:', fg='red', bold=True)} {self.format_message()}", err=True)


class CheckByDefault(click.Group):
    """Arguments that begin with neither a command nor one of the group's own options are those of `default`.

    So a folder that is named like a command is reached by `check NAME` or `./NAME`.
    """

    def __init__(self, *args: Any, default: click.Command, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command's name in front where none stands."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        first = args[0] if args else ""
        if first not in self.commands and first not in own and not (ctx.resilient_parsing and not args):
            self._refuse_typo(ctx, first)
            args = [self._default.name or "", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and what the default command takes."""
        items = super().shell_complete(ctx, incomplete)
        with self._default.make_context(self._default.name, [], parent=ctx, resilient_parsing=True) as inner:
            seen = {item.value for item in items}
            items += [item for item in self._default.shell_complete(inner, incomplete) if item.value not in seen]
        if not incomplete.startswith("-"):
            items.append(CompletionItem(incomplete, type="file"))
        return items

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error in the configuration or the arguments becomes a `Failure`."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, _told_errors()):
                raise Failure(str(error)) from error
            raise

    def _refuse_typo(self, ctx: click.Context, word: str) -> None:
        close = difflib.get_close_matches(word, self.commands, n=1)
        if close and not word.startswith("-") and not os.path.lexists(word):
            raise click.UsageError(f"No command or file is called '{word}'. Did you mean '{close[0]}'?", ctx)


def _told_errors() -> tuple[type[Exception], ...]:
    """The errors whose text tells file, place and remedy."""
    from ddd_lint.config import ConfigError
    from ddd_lint.engine.discover import DiscoveryError
    from ddd_lint.rules.registry import RegistryError

    return (ConfigError, DiscoveryError, RegistryError)
