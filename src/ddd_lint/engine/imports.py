"""Which of the project's files a file's imports lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddd_lint.index.modules import Modules
from ddd_lint.model.facts import FileFacts, Import


def imported_files(modules: Modules, facts: Iterable[FileFacts]) -> set[str]:
    """The files that some files import, with the packages that are loaded on the way."""
    found: set[str] = set()
    for file in facts:
        for name in _imported_names(file):
            place = modules.locate(name, file.path)
            if place is not None:
                found.update(_loaded(modules, place[0]))
    return found


def _imported_names(file: FileFacts) -> Iterator[str]:
    """The dotted names of all imports; a name that is imported from a module may be a module too."""
    for unit in file.units:
        for ins in unit.code:
            if isinstance(ins, Import):
                module, _, name = (ins.loads or ins.target).partition(":")
                if name in ("", "*"):
                    yield module
                else:
                    yield f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _loaded(modules: Modules, path: str) -> Iterator[str]:
    """A module's file (none, for a folder without `__init__.py`) and those of the packages above it."""
    if path in modules.files:
        yield path
    folder = path.rpartition("/")[0]
    while folder:
        init = f"{folder}/__init__.py"
        if init in modules.files:
            yield init
        folder = folder.rpartition("/")[0]
