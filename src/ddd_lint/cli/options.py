"""The options that mean settings, shared by the commands that resolve a configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from ddd_lint.cli.paths import common_folder
from ddd_lint.config import ConfigError, Resolved, load
from ddd_lint.reports import FORMATS

ENV_PREFIX = "DDD_LINT_"
_SETTINGS = (
    "select",
    "ignore",
    "extend_select",
    "extend_ignore",
    "preview",
    "exclude",
    "extend_exclude",
    "include_tests",
    "include_scripts",
    "output_format",
    "cache_dir",
    "jobs",
)
"""The parameters that override a setting of the same name."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def option(name: str, *short: str, **attributes: Any) -> Callable[[_Function], _Function]:
    """An option that the environment variable `DDD_LINT_…` of its (long) name sets too."""
    variable = ENV_PREFIX + name.lstrip("-").replace("-", "_").upper()
    return click.option(name, *short, envvar=variable, **attributes)


def complete_rule(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes, families and names of rules that begin like the last word of a list."""
    from ddd_lint.rules.registry import all_metas

    before, comma, word = incomplete.rpartition(",")
    words = {"DDD": "all rules"}
    for meta in all_metas():
        words.setdefault(meta.family, "a family of rules")
        words[meta.code] = meta.name
        words[meta.name] = meta.code
    return [
        CompletionItem(before + comma + known, help=described)
        for known, described in words.items()
        if known.startswith((word, word.upper()))
    ]


def _words(_ctx: click.Context, parameter: click.Parameter, values: Sequence[str] | None) -> tuple[str, ...] | None:
    """One list out of several, each with commas."""
    if not values:
        return None
    words = tuple(word for value in values for part in value.split(",") if (word := part.strip()))
    if not words:
        raise click.BadParameter("names nothing", param=parameter)
    return words


def _list_option(name: str, metavar: str, text: str) -> Callable[[_Function], _Function]:
    completion = complete_rule if metavar == "RULES" else None
    return option(
        name, metavar=metavar, multiple=True, default=None, callback=_words, help=text, shell_complete=completion
    )


def _switch(name: str, text: str) -> Callable[[_Function], _Function]:
    return option(name, is_flag=True, default=None, help=text)


_OPTIONS = (
    _list_option("--select", "RULES", "Run only these rules: codes, prefixes (DDD3; DDD is every rule) or names."),
    _list_option("--ignore", "RULES", "Leave these rules out."),
    _list_option("--extend-select", "RULES", "Run these rules besides those that are selected."),
    _list_option("--extend-ignore", "RULES", "Leave these rules out besides those that are ignored."),
    _switch("--preview", "Run rules that are still in preview too."),
    _list_option(
        "--exclude", "PATTERNS", "Leave out these files and folders (gitignore patterns) in place of the usual ones."
    ),
    _list_option("--extend-exclude", "PATTERNS", "Leave out these files and folders besides."),
    _switch("--include-tests", "Look for problems in tests too."),
    _switch("--include-scripts", "Look for N+1 queries in scripts, commands and migrations too."),
    option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read this configuration file."),
    option("--isolated", is_flag=True, help="Read no configuration file."),
    option("--cache-dir", type=click.Path(), metavar="FOLDER", help="Keep the cache here."),
    option("--jobs", type=click.IntRange(min=1), metavar="N", help="Use this many processes (default: one a core)."),
)


def settings_options(function: _Function) -> _Function:
    """Add all options that mean settings to a command, which gets them as keywords."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


def resolve(ctx: click.Context, paths: Sequence[str]) -> Resolved:
    """The configuration for these paths under the options of the command.

    Raises:
        ConfigError: it can't be used.
    """
    sources: dict[ParameterSource | None, dict[str, object]] = {}
    for name in _SETTINGS:
        if name in ctx.params:
            sources.setdefault(ctx.get_parameter_source(name), {})[name] = ctx.params[name]
    if "output_format" not in ctx.params:
        # A command that writes no findings: its own option of that name is another matter.
        variable = os.environ.get(f"{ENV_PREFIX}OUTPUT_FORMAT") or None
        sources.setdefault(ParameterSource.ENVIRONMENT, {})["output_format"] = variable
    resolved = load(
        common_folder(paths),
        config=ctx.params["config"],
        isolated=ctx.params["isolated"],
        overrides=sources.get(ParameterSource.COMMANDLINE),
        environment=sources.get(ParameterSource.ENVIRONMENT),
    )
    if resolved.output_format is not None and resolved.output_format not in FORMATS:
        raise ConfigError(
            f"`{resolved.output_format}` is none of {', '.join(FORMATS)}",
            key="output-format",
            file=resolved.origins["output-format"],
        )
    return resolved
