"""The names that a file of the project goes by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from ddd_lint.reports.view import PathName


def relative_to(root: Path, folder: str) -> PathName:
    """Names relative to `folder`, with `/`; absolute where no relative path leads there (another Windows drive)."""
    folder = os.path.abspath(folder)

    @cache
    def name(path: str) -> str:
        absolute = os.path.join(root, path)
        try:
            return os.path.relpath(absolute, folder).replace(os.sep, "/")
        except ValueError:
            return os.path.normpath(absolute).replace(os.sep, "/")

    return name


def as_given(root: Path, arguments: Iterable[str], display: PathName) -> PathName:
    """Names that begin with the argument that the file was found by, as flake8 writes them: `./x.py` for `.`."""
    arguments = tuple(arguments)
    known = [(resolve(argument), argument) for resolve in (os.path.abspath, os.path.realpath) for argument in arguments]

    @cache
    def name(path: str) -> str:
        absolute = os.path.normpath(os.path.join(root, path))
        for place, argument in known:
            if absolute == place:
                return argument
            if absolute.startswith(place.rstrip(os.sep) + os.sep):
                return os.path.join(argument, os.path.relpath(absolute, place))
        return display(path)

    return name


def in_workspace(root: Path, display: PathName, environ: Mapping[str, str] = os.environ) -> PathName:
    """Names relative to the folder that GitHub checked the repository out to, where the project lies in it."""
    workspace = environ.get("GITHUB_WORKSPACE")
    if not workspace or not Path(root).is_relative_to(workspace):
        return display
    return relative_to(root, workspace)


def common_folder(arguments: Iterable[str]) -> Path:
    """The innermost folder that holds all of the paths: where the search for a configuration begins."""
    places = [os.path.abspath(argument) for argument in arguments]
    folders = [place if os.path.isdir(place) else os.path.dirname(place) for place in places]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return Path(folders[0])
