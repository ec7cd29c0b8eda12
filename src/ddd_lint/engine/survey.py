"""What a run is about: the project's files, which of them to lint, their contents and digests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from ddd_lint.config import Resolved, roles_of
from ddd_lint.engine.discover import TEMPLATES, discover
from ddd_lint.model.settings import Roles, Settings

DIGEST_SIZE = 16


class Source(msgspec.Struct, frozen=True, gc=False):
    """A file's content and its digest."""

    data: bytes
    digest: bytes


class Survey(msgspec.Struct, frozen=True):
    """The files of a run; paths are relative to `root` with `/`.

    `files` are all Python files of the project, `linted` those whose findings are wanted, `sources` the contents of
    all files but tests that are not linted: those are read when something imports them. `unread` says of a
    file or folder that was asked about why it could not be read. `templates` are all template files, those
    without a content to be read when some code names them.
    """

    root: Path
    settings: Settings
    roles: Callable[[str], Roles]
    files: tuple[str, ...]
    linted: frozenset[str]
    sources: dict[str, Source]
    unread: dict[str, str]
    templates: dict[str, Source | None] = {}


def survey(
    resolved: Resolved, paths: Sequence[Path], *, force_exclude: bool = False, stdin: tuple[str, bytes] | None = None
) -> Survey:
    """Find and read the files of a run.

    `stdin` is a file's path, as `paths` are, and the content to take instead of what is stored there; it is then the
    only file to lint (none is, where `force_exclude` leaves it out), and `paths` are not looked at.

    Raises:
        DiscoveryError: one of `paths` does not exist.
    """
    settings, root = resolved.settings, resolved.root
    roles = roles_of(settings)
    found = discover(root, [] if stdin is not None else paths, settings, force_exclude=force_exclude)
    files, targets = found.files, found.targets
    given: dict[str, Source] = {}
    if stdin is not None:
        place = _placed(root, Path(stdin[0]))
        given[place] = source_of(stdin[1])
        is_excluded = force_exclude and place not in files and (root / place).exists()
        files, targets = tuple(sorted({*files, *given})), frozenset() if is_excluded else frozenset(given)
    linted = frozenset(path for path in targets if settings.include_tests or not roles(path).test)
    wanted = [path for path in files if path in linted or not roles(path).test]
    sources, failed = read(root, (path for path in wanted if path not in given))
    sources.update((path, source) for path, source in given.items() if path in linted)
    unread = {path: reason for path, reason in failed.items() if path in linted}
    asked = [_placed(root, path) for path in paths]
    unread.update((place, reason) for place, reason in found.errors if stdin is None and _is_asked(place, asked))
    return Survey(root, settings, roles, files, linted, sources, unread, dict.fromkeys(found.templates))


def survey_of(contents: Mapping[str, bytes], settings: Settings, root: Path) -> Survey:
    """A survey of a project that consists of these files alone, by path; nothing is read from `root`.

    What ends as template files do is a template, everything else a Python file.
    """
    roles = roles_of(settings)
    given = {path: source_of(data) for path, data in sorted(contents.items())}
    sources = {path: source for path, source in given.items() if not path.endswith(TEMPLATES)}
    templates: dict[str, Source | None] = {path: source for path, source in given.items() if path not in sources}
    return Survey(root, settings, roles, tuple(sources), frozenset(sources), sources, {}, templates)


def _placed(root: Path, path: Path) -> str:
    """The path as the project names it: from the root, with `/`."""
    return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")


def _is_asked(place: str, asked: Sequence[str]) -> bool:
    """Whether `place` is what was asked about, or lies below it; nothing in particular means everything."""
    return not asked or any(path == "." or f"{place}/".startswith(f"{path}/") for path in asked)


def source_of(data: bytes) -> Source:
    """A content with its digest."""
    return Source(data, blake2b(data, digest_size=DIGEST_SIZE).digest())


def read(root: Path, paths: Iterable[str]) -> tuple[dict[str, Source], dict[str, str]]:
    """The contents of files below `root`, and why others could not be read."""
    sources: dict[str, Source] = {}
    failed: dict[str, str] = {}
    prefix = os.path.join(root, "")
    for path in paths:
        try:
            with open(prefix + path, "rb", buffering=0) as file:
                sources[path] = source_of(file.readall())
        except OSError as error:
            failed[path] = f"it can't be read: {error.strerror}"
    return sources, failed


def digests(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The digests of the files below `root` that can be read."""
    return {path: source.digest for path, source in read(root, paths)[0].items()}
