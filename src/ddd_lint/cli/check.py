"""`ddd-lint check`: the main job."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from ddd_lint import __version__
from ddd_lint.cli.group import Failure
from ddd_lint.cli.options import option, resolve, settings_options
from ddd_lint.cli.output import COLORS, is_terminal, say, wants_color, write, write_file
from ddd_lint.cli.paths import as_given, in_workspace, relative_to
from ddd_lint.cli.progress import Bar
from ddd_lint.config import Resolved
from ddd_lint.model.results import Results
from ddd_lint.reports import FORMATS, render
from ddd_lint.reports.statistics import render as render_statistics
from ddd_lint.reports.view import View

STDIN = "-"
STDIN_NAME = "stdin.py"
DEFAULT_WIDTH = 120


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@settings_options
@option("--output-format", type=click.Choice(FORMATS), help="How to write findings (default: full).")
@option("--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write findings here.")
@option("--statistics", is_flag=True, help="Count the findings of each rule, below them.")
@option("--show-files", is_flag=True, help="List the files that would be checked, and check none.")
@option("--exit-zero", is_flag=True, help="Exit with 0 though there be findings.")
@option("--quiet", "-q", is_flag=True, help="Write no summary and no progress bar.")
@option("--color", type=click.Choice(COLORS), default="auto", help="When to colour (default: auto, on a terminal).")
@option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@option("--no-suppressions", is_flag=True, help="Report what comments suppress too.")
@option("--force-exclude", is_flag=True, help="Leave out excluded files even when they are named.")
@option("--stdin-filename", metavar="PATH", help="The path that standard input (PATHS: -) stands for.")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    output_file: Path | None,
    statistics: bool,
    show_files: bool,
    exit_zero: bool,
    quiet: bool,
    color: str,
    no_cache: bool,
    no_suppressions: bool,
    force_exclude: bool,
    stdin_filename: str | None,
    **_settings: object,
) -> None:
    """Check Python files and folders (default: the working directory).

    The rest of the project is read too where a rule needs it. PATHS may be `-`, for standard input. Findings go to
    standard output, all else to standard error. Exit status: 0 no findings, 1 findings, 2 wrong usage or configuration
    or an error in ddd-lint itself.

    Every option below is also read from an environment variable, such as DDD_LINT_OUTPUT_FORMAT for --output-format.
    """
    given = paths or (".",)
    stdin = _stdin(paths, stdin_filename)
    if stdin is not None:
        given = (stdin[0],)
    resolved = resolve(ctx, given)
    if show_files:
        _show_files(resolved, given, force_exclude)
        ctx.exit(0)
    from ddd_lint.engine.run import run

    with Bar(sys.stderr) if is_terminal(sys.stderr) and not quiet else nullcontext() as progress:
        results = run(
            resolved,
            [Path(path) for path in given],
            cache=not no_cache,
            suppressions=not no_suppressions,
            force_exclude=force_exclude,
            stdin=stdin,
            progress=progress,
        )
    output_format = resolved.output_format or FORMATS[0]
    colored = wants_color(color, None if output_file else sys.stdout)
    text = render(output_format, results, _view(resolved, given, stdin, colored))
    if statistics and output_format != "json":
        text += render_statistics(results)
    if output_file:
        write_file(output_file, text)
    else:
        write(text, color=colored, utf8=output_format == "json")
    for error in results.errors:
        text = f"{error.code} failed on {error.path}, so its findings there are missing: {error.message}"
        say(f"ddd-lint: error: {text}", color, fg="red")
    if not quiet:
        say(summary(results), color)
    ctx.exit(status(results, exit_zero=exit_zero))


def status(results: Results, *, exit_zero: bool) -> int:
    """The exit status for the results of a run."""
    if results.errors:
        return 2
    return 1 if results.findings and not exit_zero else 0


def summary(results: Results) -> str:
    """The closing line: findings, files, and how many findings were suppressed."""
    suppressed = f", {results.suppressed} suppressed" if results.suppressed else ""
    if not results.checked:
        return "No Python files to check."
    files = _count(results.checked, "file")
    if not results.findings:
        return f"No findings in {files}{suppressed}."
    hit = len({finding.path for finding in results.findings})
    return f"{_count(len(results.findings), 'finding')} in {hit} of {files}{suppressed}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _stdin(paths: tuple[str, ...], filename: str | None) -> tuple[str, bytes] | None:
    """Standard input and the path it stands for, if it is to be checked."""
    if STDIN not in paths:
        if filename is not None:
            raise click.UsageError("--stdin-filename names what standard input is; give `-` as the path to read it.")
        return None
    if len(paths) > 1:
        raise click.UsageError("`-` (standard input) can't be checked together with other paths.")
    if sys.stdin is None:
        raise Failure("standard input can't be read: it is closed")
    return filename or STDIN_NAME, sys.stdin.buffer.read()


def _show_files(resolved: Resolved, given: tuple[str, ...], force_exclude: bool) -> None:
    from ddd_lint.engine.survey import survey

    linted = survey(resolved, [Path(path) for path in given], force_exclude=force_exclude).linted
    name = relative_to(resolved.root, os.getcwd())
    write("".join(f"{path}\n" for path in sorted(map(name, linted))))


def _view(resolved: Resolved, given: tuple[str, ...], stdin: tuple[str, bytes] | None, color: bool) -> View:
    display = relative_to(resolved.root, os.getcwd())
    typed = {os.path.abspath(stdin[0]): stdin[1]} if stdin else {}

    def source(path: str) -> str | None:
        from ddd_lint.syntax.source import DecodeError, decode

        absolute = os.path.normpath(resolved.root / path)
        try:
            return decode(typed[absolute] if absolute in typed else Path(absolute).read_bytes())
        except (OSError, DecodeError):
            return None

    return View(
        display=display,
        given=as_given(resolved.root, given, display),
        workspace=in_workspace(resolved.root, display),
        source=source,
        version=__version__,
        color=color,
        width=shutil.get_terminal_size((DEFAULT_WIDTH, 0)).columns if is_terminal(sys.stdout) else DEFAULT_WIDTH,
    )
