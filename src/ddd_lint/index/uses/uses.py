"""Every use of every column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.frameworks import filters as known
from ddd_lint.index.dataflow import made_of
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.sources import Frame, Source
from ddd_lint.index.uses.conditions import Clause, Condition, Use, searchable, served
from ddd_lint.index.uses.declared import Declared
from ddd_lint.index.uses.names import last_name
from ddd_lint.index.uses.places import counted
from ddd_lint.index.uses.sql_texts import SqlTexts
from ddd_lint.index.uses.statements import Statements, is_no_query
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Call, Const, Param, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_FILTERS = frozenset({*known.LOOKUP_METHODS, *known.LOOKUP_FUNCTIONS, *known.CONDITIONS, *known.KEYWORDS, *known.JOINS})
_MAX_SITES = 400
_MAX_CALLS = 3


class Uses:
    """The uses of columns over the whole project, collected when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._statements = Statements(project)
        self._frames_of: dict[Ref, list[Frame]] = {}
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
        for condition in Declared(self._project, self._statements).conditions():
            yield Use(condition, (), served=False, declared=True)
        yield from SqlTexts(self._project).uses()
        files = self._project.evaluator.files
        for ref, at in files.calls_among({*known.ANNOTATIONS, "order_by", *_FILTERS}):
            unit = files.unit(ref)
            call = unit.code[at]
            assert isinstance(call, Call)
            name = last_name(unit.code[call.func])
            if at < unit.header or not name or not counted(self._project, ref[0]):
                continue
            if name in known.ANNOTATIONS:
                yield from self._of_annotation(Frame(ref), at)
            elif name == "order_by":
                yield from self._of_order(Frame(ref), at)
            elif name != "get" or call.names or any(unit.code[part].__class__ is not Const for part in call.args):
                # `table.get("key")` asks for no column.
                for frame in self._frames(ref, at):
                    yield from self._of_call(frame, at)

    def _frames(self, ref: Ref, at: int) -> list[Frame]:
        """The frames in which a call means something: the unit for all its callers alike, or else one for each of them."""
        alike = Frame(ref)
        unit = self._project.evaluator.files.unit(ref)
        own = self._statements.own(alike, at)
        known_columns = any(condition.table is not None for clause in own for branch in clause for condition in branch)
        if unit.kind != "function" or not unit.params or (known_columns and not self._spreads(unit, at)):
            return [alike]
        if known_columns:
            return [alike, *self._called(ref, 0)]
        # What is not made of parameters means the same for all callers.
        given = any(isinstance(unit.code[part], Param) for part in made_of(unit, at))
        return self._called(ref, 0) if given and not self._is_no_query(ref, unit, at) else []

    def _is_no_query(self, ref: Ref, unit: Unit, at: int) -> bool:
        """Whether a call is a method of what is known to be no query."""
        call = unit.code[at]
        assert isinstance(call, Call)
        callee = unit.code[call.func]
        return isinstance(callee, Attr) and is_no_query(self._project.value(ref, callee.base))

    @staticmethod
    def _spreads(unit: Unit, at: int) -> bool:
        """Whether a call passes on the unit's own `*args` or `**kwargs`."""
        call = unit.code[at]
        assert isinstance(call, Call)
        passed = (
            unit.code[argument] for argument, name in zip(call.args, call.names, strict=False) if name in ("*", "**")
        )
        return any(isinstance(code, Param) and unit.params[code.index].kind in ("*", "**") for code in passed)

    def _called(self, ref: Ref, depth: int) -> list[Frame]:
        """A frame for each call of a function, with what its caller's callers pass on where the caller passes on its own arguments."""
        known_frames = self._frames_of.get(ref)
        if known_frames is not None:
            return known_frames
        self._frames_of[ref] = []
        unit = self._project.evaluator.files.unit(ref)
        found: list[Frame] = []
        sites = self._project.calls_named(unit.name)
        for caller, at in sites if len(sites) <= _MAX_SITES else ():
            if caller == ref or self._project.roles(caller[0]).test or self._project.roles(caller[0]).migration:
                continue
            around = self._project.evaluator.files.unit(caller)
            through = around.kind == "function" and around.params and depth < _MAX_CALLS and self._passes_on(around, at)
            outers = [Frame(caller), *(self._called(caller, depth + 1) if through else ())]
            for outer in outers:
                found += (frame for frame in self._project.schema.sources.entered(outer, at) if frame.ref == ref)
        self._frames_of[ref] = found[:_MAX_SITES]
        return self._frames_of[ref]

    def _passes_on(self, unit: Unit, at: int) -> bool:
        """Whether a call hands on what its own unit was given: its receiver, or its starred arguments."""
        call = unit.code[at]
        assert isinstance(call, Call)
        callee = unit.code[call.func]
        return self._spreads(unit, at) or (isinstance(callee, Attr) and isinstance(unit.code[callee.base], Param))

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
                    if condition.table is not None and searchable(clause, condition):
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

    def _of_annotation(self, frame: Frame, at: int) -> Iterator[Use]:
        """Columns that an annotation searches: `annotate(found=SearchVector("title"))`."""
        for condition in self._statements.searched(frame, at):
            yield self._use(condition, (), self._around(frame, at))

    # -- orders ------------------------------------------------------------------------------------------------------

    def _of_order(self, frame: Frame, at: int) -> Iterator[Use]:
        found = self._statements.ordered(frame, at)
        if not found or not self._statements.limited(frame, at):
            return
        around = self._around(frame, at)
        for condition in found:
            yield self._use(condition, (), around)
