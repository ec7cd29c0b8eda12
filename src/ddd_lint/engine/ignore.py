"""Git's own reading of ignore patterns, for a walk that asks about one entry at a time.

See gitignore(5): the last pattern that matches an entry decides; what lies in an ignored folder can't be brought back,
so the walk does not go there, and a pattern need never be matched against more than the entry itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ddd_lint.config.patterns import compile_pattern

_MAGIC = re.compile(r"[*?\[\]\\/]")
_SUFFIX = ".py"


class _Rule(msgspec.Struct, frozen=True):
    """One pattern. `name` is set, and `regex` not, where comparing the entry's name is enough."""

    ignore: bool
    folders_only: bool
    name: str | None
    regex: re.Pattern[str] | None

    def matches(self, path: str, name: str) -> bool:
        if self.regex is None:
            return name == self.name
        match = self.regex.search(path)
        # pathspec's one named group takes part when the pattern matches a folder above the entry.
        return match is not None and match.lastgroup is None


class IgnoreRules:
    """A list of gitignore patterns, such as one file holds. Malformed ones are passed over, as git does."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._folders: list[_Rule] = []
        self._files: list[_Rule] = []
        self._python: list[_Rule] = []
        for line in lines:
            rule = _parse(line)
            if rule is None:
                continue
            self._folders.insert(0, rule)
            if not rule.folders_only:
                self._files.insert(0, rule)
                if _may_mean_python(line):
                    self._python.insert(0, rule)

    def folder(self, path: str, name: str) -> bool | None:
        """Whether the folder is ignored; None when no pattern says. `path` is relative to the patterns' folder."""
        return _decide(self._folders, path, name)

    def file(self, path: str, name: str) -> bool | None:
        """The same for a file."""
        return _decide(self._python if name.endswith(_SUFFIX) else self._files, path, name)


class Ignores:
    """The ignore files that hold in a folder: its own and those above it, the outermost first."""

    def __init__(self, levels: tuple[tuple[int, IgnoreRules], ...] = ()) -> None:
        self._levels = levels

    def below(self, folder: str, file: str) -> Ignores:
        """With the ignore file `file` added, whose patterns are relative to `folder`; no matter if it can't be read."""
        try:
            lines = Path(file).read_text(encoding="utf-8-sig", errors="replace").splitlines()
        except OSError:
            return self
        return Ignores((*self._levels, (len(folder.rstrip("/")) + 1, IgnoreRules(lines))))

    def folder(self, path: str, name: str) -> bool:
        """Whether the folder with the absolute `path` is ignored, given that the one that holds it isn't."""
        verdicts = (rules.folder(path[start:], name) for start, rules in reversed(self._levels))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def file(self, path: str, name: str) -> bool:
        """The same for a file."""
        verdicts = (rules.file(path[start:], name) for start, rules in reversed(self._levels))
        return next((verdict for verdict in verdicts if verdict is not None), False)


def ignores_above(folder: str, root: str) -> Ignores:
    """What the ignore files above `folder` say, from the top of its git repository (or else from `root`) on.

    `.git/info/exclude` counts, and is the weakest.
    """
    above = [folder]
    while above[-1] != os.path.dirname(above[-1]):
        above.append(os.path.dirname(above[-1]))
    top = next((place for place in above if os.path.lexists(os.path.join(place, ".git"))), None)
    ignores = Ignores()
    if top is not None:
        ignores = ignores.below(top, os.path.join(_git_folder(os.path.join(top, ".git")), "info", "exclude"))
    elif root in above:
        top = root
    else:
        return ignores
    for place in reversed(above[1 : above.index(top) + 1]):
        ignores = ignores.below(place, os.path.join(place, ".gitignore"))
    return ignores


def _git_folder(dot_git: str) -> str:
    """The folder that holds the repository's `info`: a work tree's or submodule's `.git` is a file that leads there."""
    if os.path.isdir(dot_git):
        return dot_git
    try:
        target = Path(dot_git).read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:").strip()
    except OSError:
        return dot_git
    own = os.path.join(os.path.dirname(dot_git), target)
    try:
        return os.path.join(own, Path(own, "commondir").read_text(encoding="utf-8", errors="replace").strip())
    except OSError:
        return own


def _parse(line: str) -> _Rule | None:
    text = line if line.endswith("\\ ") else line.rstrip()
    if not text or text.startswith("#"):
        return None
    body = text.removeprefix("!")
    # pathspec would let `*/` match the files below a folder too.
    core = body.removesuffix("/")
    if not core:
        return None
    ignore, folders_only = body == text, core != body
    if not _MAGIC.search(core):
        return _Rule(ignore, folders_only, core, None)
    try:
        pattern = compile_pattern("\\" + core if core[0] in "!#" else core)
    except ValueError:
        return None
    return _Rule(ignore, folders_only, None, pattern.regex) if pattern is not None else None


def _may_mean_python(line: str) -> bool:
    """Whether a pattern can match a name that ends with `.py`, told from the literal end of the pattern."""
    tail = _MAGIC.split(line.rstrip())[-1]
    return tail.endswith(_SUFFIX) or _SUFFIX.endswith(tail)


def _decide(rules: list[_Rule], path: str, name: str) -> bool | None:
    for rule in rules:
        if rule.matches(path, name):
            return rule.ignore
    return None
