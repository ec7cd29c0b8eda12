"""Finds the project's Python files, and tells which of them were asked about."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from ddd_lint.engine.ignore import IgnoreRules, Ignores, ignores_above
from ddd_lint.model.settings import Settings

SCHEMAS = (".graphql", ".graphqls", ".gql")
"""How the names of GraphQL schemas end."""
TEMPLATES = (".html", ".htm", ".djhtml", ".jinja", ".jinja2", ".j2", *SCHEMAS)
"""How the names of template files end, and of what is read as they are."""


class DiscoveryError(Exception):
    """A path that was asked about can't be analysed; the message names it."""


class Discovery(msgspec.Struct, frozen=True):
    """What there is to analyse.

    Paths are relative to the project root, with `/` (`../x` outside it). `files` are all Python files of the project,
    sorted, and whatever else was asked about; `targets` those that were. `errors` are places that could not be looked
    into, each with the reason. `templates` are the project's template files, sorted.
    """

    files: tuple[str, ...]
    targets: frozenset[str]
    errors: tuple[tuple[str, str], ...] = ()
    templates: tuple[str, ...] = ()


class _Folder(msgspec.Struct, frozen=True):
    """A folder to walk."""

    path: str
    """Absolute, as the walk came there."""
    relative: str
    """From the root: empty for the root itself, else with `/` at its end."""
    real: str
    """Absolute, with links resolved."""
    ignores: Ignores


class _Link(msgspec.Struct, frozen=True, order=True):
    """A symbolic link met; those that lead to folders come first."""

    to_file: bool
    relative: str
    path: str


def discover(root: Path, paths: Sequence[Path], settings: Settings, *, force_exclude: bool = False) -> Discovery:
    """Find all Python files (`*.py`) below `root`, and among them what `paths` ask about: everything, if empty.

    `exclude`, `extend-exclude` and (with `respect-gitignore`) git's ignore files hold, except that a file in `paths` is
    analysed even when they mean it, and so is what they don't mean in a folder in `paths`; with `force_exclude` they
    hold there too. Symbolic links are followed out of the project, never into it: what lies there is known already.

    Raises:
        DiscoveryError: a path does not exist, or is neither a file nor a folder.
    """
    walk = _Walk(os.path.abspath(root), settings)
    walk.add(walk.root)
    targets: set[str] = set()
    for path in paths:
        targets.update(_targets(walk, path, force_exclude=force_exclude))
    files = tuple(sorted(walk.files))
    return Discovery(
        files=files,
        targets=frozenset(targets) if paths else frozenset(files),
        errors=tuple(sorted(walk.errors)),
        templates=tuple(sorted(walk.templates)),
    )


def _targets(walk: _Walk, path: Path, *, force_exclude: bool) -> Iterator[str]:
    """The files that a given path means; adds what the walk of the project did not meet."""
    place = walk.placed(os.path.abspath(path))
    inside = walk.is_inside(place)
    if os.path.isdir(place):
        if place not in walk.folders and not (force_exclude and inside):
            walk.add(place)
        yield from walk.below(place)
    elif os.path.isfile(place):
        file = walk.relative(place)
        if not (force_exclude and inside and walk.excludes(place)):
            walk.files.add(file)
            yield file
    elif os.path.exists(place):
        raise DiscoveryError(f"{path}: neither a file nor a folder")
    else:
        raise DiscoveryError(f"{path}: no such file or folder")


class _Walk:
    """The state of one discovery."""

    def __init__(self, root: str, settings: Settings) -> None:
        self.root = root
        self.files: set[str] = set()
        self.templates: set[str] = set()
        self.errors: set[tuple[str, str]] = set()
        self.folders: dict[str, _Folder] = {}
        self._real_root = os.path.realpath(root)
        self._real_seen: set[str] = set()
        self._exclude = IgnoreRules((*settings.exclude, *settings.extend_exclude))
        self._respect_gitignore = settings.respect_gitignore

    def relative(self, place: str) -> str:
        """The path from the root, with `/`."""
        return os.path.relpath(place, self.root).replace(os.sep, "/")

    def is_inside(self, place: str) -> bool:
        return place == self.root or place.startswith(_slashed(self.root))

    def placed(self, path: str) -> str:
        """The path by which the walk knows it: what a link inside or outside leads to, where that is in the project."""
        if os.path.dirname(path) in self.folders and not os.path.islink(path):
            return path
        real = os.path.realpath(path)
        if real == self._real_root:
            return self.root
        if real.startswith(_slashed(self._real_root)):
            return _slashed(self.root) + real[len(_slashed(self._real_root)) :]
        return path

    def below(self, place: str) -> list[str]:
        """The files found so far in a folder and below it."""
        start = _slashed(place)
        return [file for file in self.files if os.path.normpath(os.path.join(self.root, file)).startswith(start)]

    def excludes(self, place: str) -> bool:
        """Whether a file inside the root is excluded, by itself or with a folder that holds it."""
        folder = self.folders.get(os.path.dirname(place))
        return folder is None or self._excluded_file(folder, os.path.basename(place))

    def add(self, place: str) -> None:
        """Walk a folder and all below it."""
        ignores = ignores_above(place, self.root) if self._respect_gitignore else Ignores()
        links: list[_Link] = []
        self._descend(_Folder(place, self._prefix(place), os.path.realpath(place), ignores), links)
        while links:
            # In a fixed order, after the folders: which of two ways to one place wins is no chance.
            links.sort(reverse=True)
            self._follow(links.pop(), links)

    def _descend(self, start: _Folder, links: list[_Link]) -> None:
        stack = [start]
        while stack:
            folder = stack.pop()
            if folder.real in self._real_seen:
                continue
            self._real_seen.add(folder.real)
            try:
                with os.scandir(folder.path) as scan:
                    entries = list(scan)
            except FileNotFoundError:
                continue  # It vanished since its own folder was read.
            except OSError as error:
                self.errors.add((folder.relative.rstrip("/") or ".", f"the folder can't be read: {error.strerror}"))
                continue
            if self._respect_gitignore and any(entry.name == ".gitignore" for entry in entries):
                ignores = folder.ignores.below(folder.path, os.path.join(folder.path, ".gitignore"))
                folder = _Folder(folder.path, folder.relative, folder.real, ignores)
            self.folders[folder.path] = folder
            for entry in entries:
                name = entry.name
                if entry.is_symlink():
                    links.append(_Link(not os.path.isdir(entry.path), folder.relative + name, entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    if self._keeps_folder(folder, name):
                        stack.append(self._child(folder, name))
                elif name.endswith(".py"):
                    if entry.is_file(follow_symlinks=False):
                        self._take_file(folder, name, self.files)
                elif name.endswith(TEMPLATES) and entry.is_file(follow_symlinks=False):
                    self._take_file(folder, name, self.templates)

    def _child(self, folder: _Folder, name: str) -> _Folder:
        path = os.path.join(folder.path, name)
        # Above the root, `../` stands for a folder on the way to it, whatever its name.
        relative = self._prefix(path) if self.root.startswith(_slashed(path)) else f"{folder.relative}{name}/"
        return _Folder(path, relative, os.path.join(folder.real, name), folder.ignores)

    def _prefix(self, folder: str) -> str:
        """The folder's path from the root, to put before the names in it."""
        return "" if folder == self.root else _slashed(self.relative(folder))

    def _follow(self, link: _Link, links: list[_Link]) -> None:
        """Take what a link outside the project leads to, once."""
        real = os.path.realpath(link.path)
        within = _slashed(real).startswith(_slashed(self._real_root))
        known = real in self._real_seen or (link.to_file and os.path.dirname(real) in self._real_seen)
        if within or known or self._real_root.startswith(_slashed(real)):
            return
        name = os.path.basename(link.path)
        folder = self.folders[os.path.dirname(link.path)]
        if not link.to_file:
            if self._keeps_folder(folder, name):
                self._descend(_Folder(link.path, link.relative + "/", real, folder.ignores), links)
        elif name.endswith(".py") and os.path.isfile(real):
            self._real_seen.add(real)
            self._take_file(folder, name, self.files)

    def _keeps_folder(self, folder: _Folder, name: str) -> bool:
        excluded = self._exclude.folder(folder.relative + name, name)
        if excluded or folder.ignores.folder(os.path.join(folder.path, name), name):
            return False
        return self._is_text(folder, name)

    def _take_file(self, folder: _Folder, name: str, files: set[str]) -> None:
        if not self._excluded_file(folder, name) and self._is_text(folder, name):
            files.add(folder.relative + name)

    def _excluded_file(self, folder: _Folder, name: str) -> bool:
        excluded = self._exclude.file(folder.relative + name, name)
        return bool(excluded) or folder.ignores.file(os.path.join(folder.path, name), name)

    def _is_text(self, folder: _Folder, name: str) -> bool:
        """Whether a name can be told and stored as text; one that can't is an error."""
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(folder.relative + name).decode(errors="backslashreplace")
            self.errors.add((shown, "the name is not UTF-8"))
            return False
        return True


def _slashed(path: str) -> str:
    return path if path.endswith("/") else path + "/"
