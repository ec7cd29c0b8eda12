"""Every use of every column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.frameworks import filters as known
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.sources import Frame, Source
from ddd_lint.index.uses.conditions import Clause, Condition, Use, served
from ddd_lint.index.uses.statements import Statements
from ddd_lint.model.facts import Attr, Call, Import, Ins, Name

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_FILTERS = frozenset({*known.LOOKUP_METHODS, *known.LOOKUP_FUNCTIONS, *known.CONDITIONS, *known.KEYWORDS, *known.JOINS})
_NAMES = frozenset({Attr, Name, Import})


class Uses:
    """The uses of columns over the whole project, collected when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._statements = Statements(project)
        self._by_column: dict[tuple[Place, str], list[Use]] | None = None

    def of(self, table: Table, column: Column) -> list[Use]:
        """The uses of a column, in the order of their places."""
        if self._by_column is None:
            self._by_column = {}
            for use in self._all():
                assert use.condition.table is not None
                kept = self._by_column.setdefault((use.condition.table.place, use.condition.column), [])
                if not any(other.place == use.place and other.kind == use.kind for other in kept):
                    kept.append(use)
            for uses in self._by_column.values():
                uses.sort(key=lambda use: use.place)
        return self._by_column.get((table.place, column.name), [])

    def _all(self) -> Iterator[Use]:
        for path, facts in self._project.files.items():
            roles = self._project.roles(path)
            if roles.test or roles.migration:
                continue
            for number, unit in enumerate(facts.units):
                for at, ins in enumerate(unit.code):
                    if ins.__class__ is Call and at >= unit.header:
                        callee = unit.code[ins.func]
                        name = _name(callee) if callee.__class__ in _NAMES else ""
                        if name == "order_by":
                            yield from self._of_order(Frame((path, number)), at)
                        elif name in _FILTERS:
                            yield from self._of_call(Frame((path, number)), at)

    # -- conditions --------------------------------------------------------------------------------------------------

    def _of_call(self, frame: Frame, at: int) -> Iterator[Use]:
        own = self._statements.own(frame, at)
        if not any(condition.table is not None for clause in own for branch in clause for condition in branch):
            return
        around = self._around(frame, at)
        for number, clause in enumerate(own):
            others = [*own[:number], *own[number + 1 :], *around]
            for branch in clause:
                for condition in branch:
                    if condition.table is not None:
                        inside = tuple(other for other in branch if other is not condition)
                        yield self._use(condition, inside, others)

    def _around(self, frame: Frame, at: int) -> list[Clause]:
        unit = self._project.evaluator.files.unit(frame.ref)
        code = unit.code[at]
        assert isinstance(code, Call)
        callee = unit.code[code.func]
        before = self._statements.before(Source(frame, callee.base)) if isinstance(callee, Attr) else []
        return [*before, *self._statements.after(frame, at)]

    @staticmethod
    def _use(condition: Condition, inside: tuple[Condition, ...], others: list[Clause]) -> Use:
        beside = (*inside, *(clause[0][0] for clause in others if len(clause) == 1 and len(clause[0]) == 1))
        return Use(condition, beside, served(condition, inside, others))

    # -- orders ------------------------------------------------------------------------------------------------------

    def _of_order(self, frame: Frame, at: int) -> Iterator[Use]:
        found = self._statements.ordered(frame, at)
        if not found or not self._statements.limited(frame, at):
            return
        around = self._around(frame, at)
        for condition in found:
            yield self._use(condition, (), around)


def _name(callee: Ins) -> str:
    """The last name of a callee."""
    if isinstance(callee, Attr | Name):
        return callee.name
    return callee.target.rpartition(":")[2] if isinstance(callee, Import) else ""
