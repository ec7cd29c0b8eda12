"""`ddd-lint clean`: drops the cache."""

from __future__ import annotations

from pathlib import Path

import click

from ddd_lint.cli.group import Failure
from ddd_lint.cli.options import option, resolve
from ddd_lint.cli.output import say


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read this configuration file.")
@option("--isolated", is_flag=True, help="Read no configuration file.")
@option("--cache-dir", type=click.Path(), metavar="FOLDER", help="The cache to drop.")
@click.pass_context
def clean(ctx: click.Context, /, paths: tuple[str, ...], **_settings: object) -> None:
    """Drop the cache of the project that PATHS belong to (default: the working directory)."""
    from ddd_lint.engine.cache import clean as drop

    folder = resolve(ctx, paths or (".",)).cache_dir
    try:
        dropped = drop(folder)
    except OSError as error:
        raise Failure(f"can't clean {folder}: {error.strerror or error}") from error
    say(f"Removed the cache in {folder}." if dropped else f"No cache in {folder}.")
