"""`ddd-lint clean`: drops the cache."""

from __future__ import annotations

import shutil
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
    folder = resolve(ctx, paths or (".",)).cache_dir
    if not folder.is_dir():
        say(f"No cache in {folder}.")
        return
    if not (folder / "CACHEDIR.TAG").is_file() and any(folder.iterdir()):
        raise Failure(f"{folder} is no cache of ddd-lint (it has no CACHEDIR.TAG); nothing was removed")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise Failure(f"can't remove {error.filename or folder}: {error.strerror or error}") from error
    say(f"Removed {folder}.")
