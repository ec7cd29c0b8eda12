"""Lazy relations read once a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.effects import text_of
from ddd_lint.index.loading import EVERYTHING
from ddd_lint.index.loops import Loop, leaves_after
from ddd_lint.index.models import Field
from ddd_lint.index.values import Inst, Ref, Row
from ddd_lint.model.facts import Attr, Bind, Call, Const, Elem, Iter, Join, Narrow, Subscript, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_PRELOADING = re.compile(r"^_?(preload|prefetch_related_objects|eager_load|load_related)")


class LazyRead(msgspec.Struct, frozen=True):
    """A relation of a loop's row that its query did not load: read in `ref` at a place; `row` says where the rows come from."""

    ref: Ref
    loop: Loop
    line: int
    column: int
    text: str
    owner: Ref
    field: Field
    row: Row


class Relations:
    """Finds lazy reads unit by unit."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._loaded_somewhere: frozenset[str] | None = None

    def lazy_reads(self, ref: Ref) -> Iterator[LazyRead]:
        """Every lazy relation that a unit's loops read from their rows, each once a loop."""
        unit = self._e.files.unit(ref)
        if len(unit.blocks) < 2:
            return
        seen: set[tuple[int, str]] = set()
        names = self._e.models.relation_names()
        for position in self._e.files.positions(ref, Attr):
            ins = unit.code[position]
            assert isinstance(ins, Attr)
            if ins.block == 0 or ins.name not in names:
                continue
            loop = next(
                (
                    found
                    for found in self._project.repeats.loops.around(ref, ins.block)
                    if self._from_loop(unit, ins.base, found.block)
                ),
                None,
            )
            if loop is None or leaves_after(self._e.files, ref, position, ins.block, loop.block):
                continue
            read = self._read(ref, unit, ins, loop)
            if read is not None and (loop.block, read.text) not in seen and not self.preloaded(ref, loop.line):
                seen.add((loop.block, read.text))
                yield read

    def preloaded(self, ref: Ref, line: int) -> bool:
        """Whether a unit calls, before a line, what loads relations of objects that it has already: `prefetch_related_objects(…)`."""
        unit = self._e.files.unit(ref)
        for at in self._e.files.positions(ref, Call):
            call = unit.code[at]
            assert isinstance(call, Call)
            if call.line < line and _PRELOADING.search(text_of(unit, call.func).removesuffix("()").rpartition(".")[2]):
                return True
        return False

    def _read(self, ref: Ref, unit: Unit, ins: Attr, loop: Loop) -> LazyRead | None:
        values = [v for v in self._e.value(ref, ins.base) if isinstance(v, Inst)]
        found: tuple[Inst, Field] | None = None
        for value in values:
            field = self.lazy_field(value, ins.name)
            if field is None or (value.row is not None and value.row.shared):
                return None
            found = (value, field)
        if found is None:
            return None
        value, field = found
        assert value.row is not None
        return LazyRead(
            ref, loop, ins.line, ins.column, f"{_written(unit, ins.base)}.{ins.name}", value.ref, field, value.row
        )

    def lazy_field(self, value: Inst, name: str) -> Field | None:
        """The relation that reading `value.name` loads by a query of its own, None where it does not."""
        row = value.row
        models = self._e.models
        if row is None or models.framework(value.ref) is None:
            return None
        field = models.field(value.ref, name)
        if (
            field is None
            or field.kind == "column"
            or field.eager
            or field.lazy in ("raise", "raise_on_sql", "noload", "dynamic", "write_only")
        ):
            return None
        if field.framework == "django" and field.kind == "to-many":
            # Reading a related manager asks nothing; what is called on it does.
            return None
        if name in row.loaded or (EVERYTHING in row.loaded and field.kind == "to-one"):
            return None
        if (
            row.parent is not None
            and field.kind == "to-one"
            and any(isinstance(t, Inst) and t.ref == row.parent for t in field.target)
        ):
            return None
        if not row.path and name in self.loaded_somewhere():
            return None
        return None if self.leads_back(row, field) else field

    def leads_back(self, row: Row, field: Field) -> bool:
        """Whether a relation to one leads to the object that the way to a row began at, which SQLAlchemy's session has."""
        return (
            field.framework == "sqlalchemy"
            and field.kind == "to-one"
            and row.root is not None
            and any(isinstance(target, Inst) and target.ref == row.root for target in field.target)
        )

    def loaded_somewhere(self) -> frozenset[str]:
        """Relation names that any query of the project loads: rows of unknown origin may come from it."""
        if self._loaded_somewhere is None:
            names: set[str] = set()
            for method in (
                "select_related",
                "prefetch_related",
                "joinedload",
                "selectinload",
                "subqueryload",
                "contains_eager",
                "Prefetch",
                "immediateload",
            ):
                for ref, at in self._project.calls_named(method):
                    unit = self._e.files.unit(ref)
                    call = unit.code[at]
                    assert isinstance(call, Call)
                    for argument in call.args:
                        code = unit.code[argument]
                        if isinstance(code, Const) and isinstance(code.value, str):
                            names.update(code.value.replace("__", ".").split("."))
                        elif isinstance(code, Attr):
                            names.add(code.name)
            self._loaded_somewhere = frozenset(names)
        return self._loaded_somewhere

    def _from_loop(self, unit: Unit, ins: int, loop: int) -> bool:
        """Whether a value is, or is reached from, the loop's item."""
        waiting = [ins]
        while waiting:
            code = unit.code[waiting.pop()]
            if isinstance(code, Iter):
                if code.block == loop:
                    return True
            elif isinstance(code, Attr | Elem | Subscript | Narrow):
                waiting.append(code.base)
            elif isinstance(code, Join):
                waiting += code.values
            elif isinstance(code, Bind):
                waiting += [code.value] if code.value >= 0 else []
            elif isinstance(code, Call) and code.block != 0:
                block = code.block
                while block > 0:
                    if block == loop:
                        return True
                    block = unit.blocks[block].parent
        return False


def _written(unit: Unit, ins: int) -> str:
    """An instruction as `text_of` tells it, with the names that calls' results are bound to."""
    code = unit.code[ins]
    if isinstance(code, Attr):
        return f"{_written(unit, code.base)}.{code.name}"
    names = (other.name for other in unit.code if isinstance(other, Bind) and other.value == ins)
    return next(names, "") or text_of(unit, ins)
