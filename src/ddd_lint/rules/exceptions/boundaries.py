"""Which handlers stand at a boundary: code that must survive any error below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import boundaries as known
from ddd_lint.index.dataflow import operands
from ddd_lint.model.facts import NONE, Attr, Call, Const, Def, Import, Name, Param
from ddd_lint.rules.exceptions.flow import Exits
from ddd_lint.rules.exceptions.kinds import PROBE, Kinds, tests_main
from ddd_lint.rules.exceptions.traces import Trace, Traces
from ddd_lint.rules.exceptions.view import LOOPS, UnitView, words_of

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_TRIVIAL = frozenset(
    ("get_logger", "getLogger", "get_task_logger", "str", "int", "len", "dict", "list", "set", "print", "getattr",
     "isinstance", "type", "range", "enumerate", "super", "perf_counter", "monotonic", "process_time", "uuid4")
)  # fmt: skip
"""Functions that do no work of their own: a `try` beside them still guards the whole body."""
_TRIVIAL_METHODS = frozenset(
    ("getLogger", "bind", "time", "perf_counter", "monotonic", "process_time", "now", "utcnow", "uuid4", "format",
     "join", "sleep", "lower", "upper", "strip")
)  # fmt: skip

_MAX_SITES = 40
"""A name that more calls bear is too common to follow them all."""


class Boundary(msgspec.Struct, frozen=True):
    """What makes a handler a boundary's, and how much of the error it must keep (`most`: at most) for that."""

    what: str
    needs: Trace = Trace.FULL
    most: Trace = Trace.FULL

    def is_served(self, trace: Trace) -> bool:
        """Whether a handler that keeps so much of the error is fine here."""
        return self.needs <= trace <= self.most


class Boundaries:
    """Answers over one project."""

    def __init__(self, project: ProjectIndex, traces: Traces) -> None:
        self.project = project
        self.traces = traces
        self.kinds = Kinds(project)

    def of_handler(self, view: UnitView, handler: int, ways: Exits, trace: Trace) -> list[Boundary]:
        """Every boundary that the handler stands at; a handler is fine when it keeps enough for one of them."""
        found: list[Boundary] = []
        attempt, statement = view.statement_of(handler)
        looped = any(view.blocks[block].kind in LOOPS for block in view.above(handler))
        if looped and ways & {"fall", "continue"}:
            found.append(Boundary("guard of one item of a loop"))
        found += self._of_place(view, handler, attempt)
        found += self._of_units(view, attempt, statement, looped=looped, trace=trace)
        if self._is_foreign(view, attempt):
            found.append(Boundary("call into code that the project doesn't own"))
        return found

    # -- where the `try` stands --------------------------------------------------------------------------------------

    def _of_place(self, view: UnitView, handler: int, attempt: int) -> list[Boundary]:
        found: list[Boundary] = []
        for block in view.above(handler):
            if view.blocks[block].kind in ("finally", "except") and self._cleans_up(view, attempt):
                found.append(Boundary("clean-up"))
            if view.blocks[block].kind == "if" and tests_main(view, view.blocks[block].value):
                found.append(Boundary("__main__", Trace.USED))
        return found

    def _cleans_up(self, view: UnitView, attempt: int) -> bool:
        return any(
            not known.CLEANUP_WORDS.isdisjoint(words_of(view.last_name(call.func))) for _, call in view.calls(attempt)
        )

    # -- what the function is ----------------------------------------------------------------------------------------

    def _of_units(
        self, view: UnitView, attempt: int, statement: list[int], *, looped: bool, trace: Trace
    ) -> list[Boundary]:
        found: list[Boundary] = []
        whole = not looped and self._is_whole_body(view, attempt, statement)
        for number in self._enclosing(view):
            outer = view if number == view.number else UnitView(view.file, number)
            kind = self.kinds.of_unit(outer)
            if kind == known.TASK:
                if whole and number == view.number:
                    found.append(Boundary("body of a queue task"))
            elif kind == known.COMMAND:
                if outer.unit.kind == "class":
                    found.append(Boundary("method of a command", Trace.PRINTED, Trace.PRINTED))
                else:
                    found.append(Boundary("top level of a command", Trace.PRINTED if looped else Trace.USED))
            elif kind == PROBE:
                found.append(Boundary(PROBE, Trace.NOTHING))
            elif kind == known.CLEANUP:
                silent = outer.unit.name in known.SILENT_CLEANUP
                found.append(Boundary("clean-up", Trace.NOTHING if silent else Trace.FULL))
            elif kind:
                found.append(Boundary(kind))
        if self._is_terminal_code(view.file.path):
            found.append(Boundary("command-line code", Trace.PRINTED, Trace.PRINTED))
        if whole and trace is Trace.FULL and not found and self._runs_per_item(view):
            found.append(Boundary("guard of one item"))
        return found

    def _is_terminal_code(self, path: str) -> bool:
        """Whether a file is a script or part of a command line, whose output a person reads."""
        parts = path.removesuffix(".py").split("/")
        return self.project.roles(path).script or not known.COMMAND_FOLDERS.isdisjoint(parts)

    def _enclosing(self, view: UnitView) -> list[int]:
        """The unit and the functions and classes around it, innermost first, the module left out."""
        found = []
        number = view.number
        while number > 0:
            found.append(number)
            number = view.file.units[number].parent
        return found

    def _is_whole_body(self, view: UnitView, attempt: int, statement: list[int]) -> bool:
        """Whether nothing outside the `try` statement does work of its own."""
        inside = {block for part in statement for block in view.below(part)}
        managers = {block.value for block in view.blocks if block.kind in ("with", "async with")}
        for block in view.below(0):
            if block in inside:
                continue
            for index in view.by_block[block]:
                ins = view.code[index]
                if (
                    isinstance(ins, Call)
                    and index not in managers
                    and not _is_trivial(view, ins)
                    and not view.last_name(ins.func)[:1].isupper()
                    and not self.traces.is_logger(view.callee_names(ins))
                ):
                    return False
        return True

    # -- functions that run once an item -----------------------------------------------------------------------------

    def _runs_per_item(self, view: UnitView) -> bool:
        """Whether every call of the function that the project makes stands in a loop, or is handed to an executor."""
        me = (view.file.path, view.number)
        named = self.project.evaluator.files.calls_named(view.unit.name)
        if len(named) > _MAX_SITES:
            return False
        sites = [(ref, index) for ref, index in named if self._calls(ref, index, me)]
        parent = view.file.units[view.unit.parent]
        for index, ins in enumerate(parent.code):
            if isinstance(ins, Call) and isinstance(func := parent.code[ins.func], Def) and func.unit == view.number:
                sites.append(((view.file.path, view.unit.parent), index))
        return bool(sites) and all(self._stands_in_loop(ref, index) for ref, index in sites)

    def _calls(self, caller: tuple[str, int], index: int, me: tuple[str, int]) -> bool:
        """Whether a call leads to a function: its name is the only one of the project, or the call can be followed."""
        if len(self.kinds.units_by_name[self.project.files[me[0]].units[me[1]].name]) == 1:
            return True
        path, number = caller
        return me in self.project.callee(self.project.files[path], number, index)

    def _stands_in_loop(self, caller: tuple[str, int], index: int) -> bool:
        view = UnitView(self.project.files[caller[0]], caller[1])
        call = view.code[index]
        return isinstance(call, Call) and _is_body_of_loop(view, call.block)

    # -- what the `try` calls ----------------------------------------------------------------------------------------

    def _is_foreign(self, view: UnitView, attempt: int) -> bool:
        """Whether the `try` is about a plugin, a hook, a registered handler or a function that the caller handed in."""
        calls = list(view.calls(attempt))
        handed = {index: call for index, call in calls if self._is_handed_in(view, call)}
        if any("*" in call.names for call in handed.values()):
            return True
        foreign = {index for index, call in calls if index in handed or self._is_plugins(view, call)}
        arguments = {index for index in foreign for index in self._within(view, index)}
        return bool(foreign) and all(
            index in foreign or index in arguments or self._is_beside_the_point(view, call) for index, call in calls
        )

    def _is_plugins(self, view: UnitView, call: Call) -> bool:
        func = view.code[call.func]
        if isinstance(func, Attr) and any(
            words_of(name)[-1:] and words_of(name)[-1] in known.FOREIGN_WORDS for name in view.names(func.base)
        ):
            return True
        return view.last_name(call.func) in known.DYNAMIC_LOADS

    def _within(self, view: UnitView, index: int) -> set[int]:
        """The values that a call's arguments are made of."""
        found: set[int] = set()
        waiting = list(view.code[index].args)  # type: ignore[union-attr]
        while waiting:
            value = waiting.pop()
            if value != NONE and value not in found:
                found.add(value)
                waiting += operands(view.code[value])
        return found

    def _is_handed_in(self, view: UnitView, call: Call) -> bool:
        """Whether what is called is a parameter (of this function or one around it) or comes out of a registry."""
        func = view.code[call.func]
        if isinstance(func, Param):
            return view.unit.params[func.index].name not in ("self", "cls", "super")
        if isinstance(func, Name):
            number = view.unit.parent
            while number > 0:
                outer = view.file.units[number]
                if outer.kind == "function" and any(parameter.name == func.name for parameter in outer.params):
                    return True
                number = outer.parent
            return False
        if isinstance(func, Attr):
            return False
        names = view.names(call.func)
        origin = func.func if isinstance(func, Call) else call.func
        words = [words_of(name)[-1:] for name in (*names, *view.names(origin))]
        if isinstance(func, Call) and view.last_name(func.func) == "getattr" and func.args:
            words += [words_of(name)[-1:] for name in view.names(func.args[0])]
            return any(word and word[0] in (known.FOREIGN_WORDS | known.HANDLER_WORDS) for word in words)
        return not isinstance(func, Def | Import | Const) and any(
            word and word[0] in known.HANDLER_WORDS for word in words
        )

    def _is_beside_the_point(self, view: UnitView, call: Call) -> bool:
        """Logging, recording, making the result: what stands around a call into a plugin."""
        name = view.last_name(call.func)
        return (
            _is_trivial(view, call)
            or words_of(name)[:1] == ["log"]
            or name[:1].isupper()
            or self.traces.is_logger(view.callee_names(call)[:-1])
        )


def _is_trivial(view: UnitView, call: Call) -> bool:
    func = view.code[call.func]
    return func.name in _TRIVIAL_METHODS if isinstance(func, Attr) else view.last_name(call.func) in _TRIVIAL


def _is_body_of_loop(view: UnitView, block: int) -> bool:
    """Whether a block is a loop's own body, guarded perhaps, but not one branch of it among others."""
    while view.blocks[block].kind in ("try", "with", "async with"):
        block = view.blocks[block].parent
    return view.blocks[block].kind in LOOPS or view.blocks[block].kind == "comp"
