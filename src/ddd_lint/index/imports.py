"""What a file imports: statement by statement, from which file of the project or which library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index import transfer
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Import, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Imported(msgspec.Struct, frozen=True):
    """An import statement's part about one module.

    `module` is as it is written, leading dots included; `path` the project's file (or folder) that it leads to, "" for a library's. `names`
    are what is taken from it, empty where the module itself is imported. Line and column are those of the first name, `width` its length.
    """

    module: str
    path: str
    names: tuple[str, ...]
    line: int
    column: int
    width: int


class Imports:
    """Answers about imports, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._known: dict[str, tuple[Imported, ...]] = {}

    def of(self, path: str) -> tuple[Imported, ...]:
        """The imports of a file that run: those inside of functions too, those only made for type checkers not."""
        found = self._known.get(path)
        if found is None:
            units = self._project.files[path].units
            found = self._known[path] = tuple(
                part for number, unit in enumerate(units) for part in self._of_unit((path, number), unit)
            )
        return found

    def _of_unit(self, ref: Ref, unit: Unit) -> Iterator[Imported]:
        statement: list[Import] = []
        for ins in self._e.files.each(ref, Import):
            if self._is_typing_only(ref, unit, ins.block):
                continue
            if statement and not _continues(statement[-1], ins):
                yield from self._parts(ref[0], statement)
                statement = []
            statement.append(ins)
        if statement:
            yield from self._parts(ref[0], statement)

    def _parts(self, path: str, statement: list[Import]) -> Iterator[Imported]:
        """One part for each file: a package's submodules are files of their own."""
        parts: dict[str, list[Import]] = {}
        for ins in statement:
            parts.setdefault(self._file(path, ins), []).append(ins)
        for file, found in parts.items():
            module, colon, _ = found[0].target.partition(":")
            names = tuple(ins.target.partition(":")[2] for ins in found) if colon else ()
            width = len(names[0]) if names and names != ("*",) else len(found[0].loads or module)
            yield Imported(found[0].loads or module, file, names, found[0].line, found[0].column, width)

    def _file(self, importer: str, ins: Import) -> str:
        module, _, name = (ins.loads or ins.target).partition(":")
        located = self._e.modules.locate(module, importer)
        if located is None:
            return ""
        path, rest = located
        if name and not rest and path.endswith("__init__.py") and name not in self._e.files.binds((path, 0)):
            return self._e.submodule(path, name) or path
        if name and not rest and not path.endswith(".py"):
            return self._e.submodule(path, name) or path
        return path

    def _is_typing_only(self, ref: Ref, unit: Unit, block: int) -> bool:
        while block > 0:
            inner = unit.blocks[block]
            if inner.kind == "if" and any(
                name.endswith("TYPE_CHECKING") for name in transfer.qualified_names(self._e, ref, inner.value)
            ):
                return True
            block = inner.parent
        return False


def _continues(last: Import, ins: Import) -> bool:
    """Whether an imported name belongs to the same statement as the one before it."""
    module, colon, _ = ins.target.partition(":")
    if not colon or last.target.partition(":")[0] != module or last.block != ins.block:
        return False
    # A name on a new line stands further left than behind `from module import `, where a new statement has it.
    return ins.line == last.line or ins.column <= len(f"from {module} import ")
