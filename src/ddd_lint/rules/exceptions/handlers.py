"""Every broad handler of the project, classified once for all rules of the family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import msgspec

from ddd_lint.model.facts import NONE, Attr, Call, Caught, Collection, FileFacts, Name, Raise
from ddd_lint.model.span import Span
from ddd_lint.rules.exceptions.boundaries import Boundaries
from ddd_lint.rules.exceptions.flow import Exits, exits
from ddd_lint.rules.exceptions.raising import Raising, Statuses
from ddd_lint.rules.exceptions.traces import Trace, Traces
from ddd_lint.rules.exceptions.view import UnitView

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

BROAD = {"Exception": "except Exception", "BaseException": "except BaseException"}


class Handler(msgspec.Struct, frozen=True):
    """A broad handler and what it does.

    breadth: `except:`, `except BaseException` or `except Exception`. where: the function, for messages. ways: how
    control leaves it. statuses: of the errors that it raises (None: no HTTP error), empty where it raises none.
    trace: the most it keeps of the error. boundary: what it is the boundary of, where it keeps enough of the error
    for one; "" elsewhere. deaf: boundaries whose trace it lacks. hands_over: it gives the error to the caller, or
    raises it later. lone: no sibling handler takes `Exception` already. interrupts: siblings take
    `KeyboardInterrupt` and `SystemExit`, so that `Exception` in its place changes nothing.
    """

    file: FileFacts
    unit: int
    block: int
    line: int
    column: int
    breadth: str
    where: str
    ways: Exits
    statuses: Statuses
    trace: Trace
    boundary: str
    deaf: str
    hands_over: bool
    lone: bool
    interrupts: bool

    @property
    def raises(self) -> bool:
        """Whether it raises, on some path at least, an error that does not just blame the caller, or hands its own."""
        return self.hands_over or any(status is None or not 400 <= status < 500 for status in self.statuses)

    @property
    def blames(self) -> int:
        """The 4xx status that it answers every error with, 0 where it does not."""
        if not self.raises and self.statuses and self.ways == {"raise"}:
            return next(status for status in self.statuses if status is not None)
        return 0

    @property
    def span(self) -> Span:
        """The `except` keyword."""
        return Span(self.line, self.column, self.line, self.column + len("except"))

    @property
    def subject(self) -> str:
        """`where` at the beginning of a sentence."""
        return self.where[:1].upper() + self.where[1:]

    @property
    def outcome(self) -> str:
        """What it does in the end, as the second half of a sentence."""
        if "return" in self.ways:
            return "answers with a default"
        if "continue" in self.ways:
            return "goes on with the next item"
        return "goes on"


_SEEN: WeakKeyDictionary[ProjectIndex, tuple[Handler, ...]] = WeakKeyDictionary()


def broad_handlers(project: ProjectIndex) -> tuple[Handler, ...]:
    """All broad handlers in the files under analysis, classified; computed once for a project."""
    found = _SEEN.get(project)
    if found is None:
        found = _SEEN[project] = tuple(_Classifier(project).all())
    return found


class _Classifier:
    def __init__(self, project: ProjectIndex) -> None:
        self.project = project
        self.raising = Raising(project)
        self.traces = Traces(project)
        self.boundaries = Boundaries(project, self.traces)

    def all(self) -> Iterator[Handler]:
        for path in sorted(self.project.targets):
            if self.project.roles(path).test and not self.project.settings.include_tests:
                continue
            file = self.project.files[path]
            for number, unit in enumerate(file.units):
                view: UnitView | None = None
                for block, entry in enumerate(unit.blocks):
                    if entry.kind == "except":
                        view = view or UnitView(file, number)
                        breadth = self._breadth(view, entry.value)
                        if breadth:
                            yield self._classify(view, block, breadth)

    def _breadth(self, view: UnitView, caught: int) -> str:
        """How a handler's type reads where it is broad, else ""."""
        if caught == NONE:
            return "except:"
        ins = view.code[caught]
        if isinstance(ins, Collection):
            found = [self._breadth(view, item) for item in ins.items]
            return "except BaseException" if "except BaseException" in found else next(filter(None, found), "")
        if isinstance(ins, Name):
            return BROAD.get(ins.name, "") if self.is_builtin(view, caught) else ""
        return BROAD.get(ins.name, "") if isinstance(ins, Attr) and view.names(ins.base) == ("builtins",) else ""

    def is_builtin(self, view: UnitView, value: int) -> bool:
        """Whether a name is the builtin of that name, and no other that the module binds."""
        return is_builtin(self.project, view, value)

    def _classify(self, view: UnitView, block: int, breadth: str) -> Handler:
        raises: dict[int, Statuses] = {}

        def raising(index: int, call: Call) -> bool:
            if index not in raises:
                raises[index] = self.raising.of_call(view, index, call)
            return bool(raises[index])

        ways = exits(view, block, raising)
        statuses: list[int | None] = []
        for inner in view.below(block, handlers=False):
            for index in view.by_block[inner]:
                ins = view.code[index]
                if isinstance(ins, Raise):
                    statuses.append(self.raising.of_raise(view, ins))
                elif isinstance(ins, Call) and raising(index, ins):
                    statuses += raises[index]
        trace = self.traces.of_handler(view, block)
        possible = self.boundaries.of_handler(view, block, ways, trace)
        boundary = next((found.what for found in possible if found.is_served(trace)), "")
        deaf = "" if boundary or not possible else possible[0].what
        _, statement = view.statement_of(block)
        siblings = [number for number in statement if number != block and view.blocks[number].kind == "except"]
        taken = [view.blocks[number].value for number in siblings]
        names = {view.last_name(value) for value in self._flat(view, taken)}
        entry = view.blocks[block]
        return Handler(
            file=view.file,
            unit=view.number,
            block=block,
            line=entry.line,
            column=entry.column,
            breadth=breadth,
            where=where(view),
            ways=ways,
            statuses=tuple(dict.fromkeys(statuses)),
            trace=trace,
            boundary="" if self.project.settings.strict_boundaries else boundary,
            deaf=deaf,
            hands_over=self.traces.hands_over(view, block) or self._raised_later(view, block),
            lone="Exception" not in names,
            interrupts={"KeyboardInterrupt", "SystemExit"} <= names
            and not view.unit.is_async
            and not view.unit.is_generator,
        )

    def _flat(self, view: UnitView, values: list[int]) -> Iterator[int]:
        for value in values:
            ins = view.code[value] if value != NONE else None
            if isinstance(ins, Collection):
                yield from ins.items
            elif ins is not None:
                yield value

    def _raised_later(self, view: UnitView, handler: int) -> bool:
        """Whether the error is kept and raised after the handler (a retry loop's last error)."""
        caught = {index for index, ins in enumerate(view.code) if isinstance(ins, Caught) and ins.block == handler}
        inside = set(view.below(handler))
        whole, _ = view.error_values(handler)
        return bool(caught) and any(
            isinstance(ins, Raise) and ins.block not in inside and (ins.exception in whole or ins.cause in whole)
            for ins in view.code
        )


def is_builtin(project: ProjectIndex, view: UnitView, value: int) -> bool:
    """Whether a name stands for the builtin of that name: nothing in the module binds it."""
    qualified = project.qualified(view.file, view.number, value)
    ins = view.code[value]
    return isinstance(ins, Name) and qualified in (None, ins.name, f"builtins.{ins.name}")


def where(view: UnitView) -> str:
    """How messages name the code of a unit."""
    unit = view.unit
    if unit.kind == "module":
        return "the module"
    return f"`{unit.qualname}`" if unit.kind == "function" else f"class `{unit.qualname}`"
