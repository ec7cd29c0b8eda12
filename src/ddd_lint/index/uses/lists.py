"""Which Django models are listed whole, or by nothing that has an index: only there does the default ordering sort the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks import filters as known
from ddd_lint.index.schema.tables import Place
from ddd_lint.index.sources import Frame
from ddd_lint.index.uses.conditions import selective
from ddd_lint.index.uses.statements import Statements
from ddd_lint.index.values import Cls, Inst, Lib, Ref
from ddd_lint.model.facts import Attr, Await, Bind, Call, Import, Join, Name, Narrow, Op, Return, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 16


class Lists:
    """Finds the tables whose rows some query fetches in their default order without an index that narrows them."""

    def __init__(self, project: ProjectIndex, statements: Statements) -> None:
        self._project = project
        self._e = project.evaluator
        self._statements = statements
        self._seen: set[tuple[Ref, int]] = set()

    def listed(self) -> set[Place]:
        """The places of those tables."""
        found: set[Place] = set()
        names = self._managers()
        for path, facts in self._project.files.items():
            roles = self._project.roles(path)
            if roles.test or roles.migration:
                continue
            for number, unit in enumerate(facts.units):
                for at in self._e.files.positions((path, number), Attr):
                    ins = unit.code[at]
                    assert isinstance(ins, Attr)
                    if ins.name in names:
                        table = self._table((path, number), at, ins)
                        if table is not None and table not in found and self._lists(Frame((path, number)), at, 0):
                            found.add(table)
        return found

    def _managers(self) -> set[str]:
        """The names under which models keep their managers."""
        names = {"objects", "_default_manager", "_base_manager"}
        for table in self._project.schema.tables():
            if table.framework == "django" and table.owner is not None:
                for owner, _ in self._e.classes.ancestry(table.owner):
                    names.update(self._own_managers(owner))
        return names

    def _own_managers(self, ref: Ref) -> list[str]:
        code = self._e.files.unit(ref).code
        made = [ins for ins in code if isinstance(ins, Bind) and ins.value >= 0 and isinstance(code[ins.value], Call)]
        return [
            ins.name
            for ins in made
            if any(isinstance(v, Lib) and v.kind == "django.Manager" for v in self._e.value(ref, ins.value))
        ]

    def _table(self, ref: Ref, at: int, ins: Attr) -> Place | None:
        if not any(isinstance(value, Cls) for value in self._e.value(ref, ins.base)):
            return None
        for value in self._e.value(ref, at):
            if isinstance(value, Lib) and value.kind == "django.Manager":
                for item in value.item:
                    table = self._project.schema.of_class(item.ref) if isinstance(item, Inst) else None
                    if table is not None:
                        return table.place
        return None

    def _lists(self, frame: Frame, at: int, depth: int) -> bool:
        """Whether what an instruction makes ends as a list."""
        key = (frame.ref, at)
        if depth > _MAX_DEPTH or key in self._seen:
            return False
        self._seen.add(key)
        try:
            return any(
                self._consumes(frame, at, consumer, depth) for consumer in self._statements.consumed(frame.ref, at)
            )
        finally:
            self._seen.discard(key)

    def _consumes(self, frame: Frame, at: int, consumer: int, depth: int) -> bool:
        unit = self._e.files.unit(frame.ref)
        code = unit.code[consumer]
        if isinstance(code, Attr):
            calls = [call for call in self._statements.consumed(frame.ref, consumer) if _is_call(unit, call, consumer)]
            return code.name not in known.NOT_LISTS and any(
                self._called(frame, call, code.name, depth) for call in calls
            )
        if isinstance(code, Join | Narrow | Await | Op):
            return self._lists(frame, consumer, depth + 1)
        if isinstance(code, Return):
            outer = self._statements.outer(frame.ref)
            return not outer or any(self._lists(around, call, depth + 4) for around, call in outer)
        if isinstance(code, Call):
            name = _callee(unit, code)
            return name not in known.INNER_QUERIES and not (
                name in known.LOOKUP_FUNCTIONS and selective(self._statements.own(frame, consumer))
            )
        if isinstance(code, Bind):
            return unit.kind == "class" and code.name == "queryset"
        return True

    def _called(self, frame: Frame, call: int, name: str, depth: int) -> bool:
        if selective(self._statements.own(frame, call)):
            return False
        return name in known.LIMITS or self._lists(frame, call, depth + 1)


def _is_call(unit: Unit, at: int, func: int) -> bool:
    code = unit.code[at]
    return isinstance(code, Call) and code.func == func


def _callee(unit: Unit, call: Call) -> str:
    callee = unit.code[call.func]
    if isinstance(callee, Attr | Name):
        return callee.name
    return callee.target.rpartition(":")[2] if isinstance(callee, Import) else ""
