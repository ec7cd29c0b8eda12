"""Which handlers stand at a boundary: code that must survive any error below it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import boundaries as known
from ddd_lint.model.facts import NONE, Attr, Bind, Call, Collection, Const, Def, Import, Name, Op, Param
from ddd_lint.rules.exceptions.flow import Exits
from ddd_lint.rules.exceptions.names import matches
from ddd_lint.rules.exceptions.traces import Trace, Traces
from ddd_lint.rules.exceptions.view import LOOPS, UnitView, operands, words_of

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


class Boundary(msgspec.Struct, frozen=True):
    """What makes a handler a boundary's, and how much of the error it must keep (`most`: at most) for that."""

    what: str
    needs: Trace = Trace.FULL
    most: Trace = Trace.FULL

    def is_served(self, trace: Trace) -> bool:
        """Whether a handler that keeps so much of the error is fine here."""
        return self.needs <= trace <= self.most


class Boundaries:
    """Answers over one project; what the project registers is collected when first asked for."""

    def __init__(self, project: ProjectIndex, traces: Traces) -> None:
        self.project = project
        self.traces = traces

    def of_handler(self, view: UnitView, handler: int, ways: Exits) -> list[Boundary]:
        """Every boundary that the handler stands at; a handler is fine when it keeps enough for one of them."""
        found: list[Boundary] = []
        attempt, statement = view.statement_of(handler)
        looped = any(view.blocks[block].kind in LOOPS for block in view.above(handler))
        if looped and ways & {"fall", "continue"}:
            found.append(Boundary("guard of one item of a loop"))
        found += self._of_place(view, handler, attempt)
        found += self._of_units(view, attempt, statement, looped=looped)
        if self._is_foreign(view, attempt):
            found.append(Boundary("call into code that the project doesn't own"))
        return found

    # -- where the `try` stands --------------------------------------------------------------------------------------

    def _of_place(self, view: UnitView, handler: int, attempt: int) -> list[Boundary]:
        found: list[Boundary] = []
        for block in view.above(handler):
            if view.blocks[block].kind in ("finally", "except") and self._cleans_up(view, attempt):
                found.append(Boundary("clean-up"))
            if view.blocks[block].kind == "if" and _tests_main(view, view.blocks[block].value):
                found.append(Boundary("__main__", Trace.USED))
        return found

    def _cleans_up(self, view: UnitView, attempt: int) -> bool:
        return any(
            not known.CLEANUP_WORDS.isdisjoint(words_of(view.last_name(call.func))) for _, call in view.calls(attempt)
        )

    # -- what the function is ----------------------------------------------------------------------------------------

    def _of_units(self, view: UnitView, attempt: int, statement: list[int], *, looped: bool) -> list[Boundary]:
        found: list[Boundary] = []
        whole = not looped and self._is_whole_body(view, attempt, statement)
        for number in self._enclosing(view):
            outer = view if number == view.number else UnitView(view.file, number)
            kind = self._kind(outer)
            if kind == known.TASK:
                if whole and number == view.number:
                    found.append(Boundary("body of a queue task"))
            elif kind == known.COMMAND:
                if outer.unit.kind == "class":
                    found.append(Boundary("method of a command", Trace.PRINTED, Trace.PRINTED))
                else:
                    found.append(Boundary("top level of a command", Trace.PRINTED if looped else Trace.USED))
            elif kind == "probe":
                found.append(Boundary("health probe", Trace.NOTHING))
            elif kind == known.CLEANUP:
                silent = outer.unit.name in known.SILENT_CLEANUP
                found.append(Boundary("clean-up", Trace.NOTHING if silent else Trace.FULL))
            elif kind:
                found.append(Boundary(kind))
        if whole and not found and self._runs_per_item(view):
            found.append(Boundary("guard of one item"))
        return found

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
                    and not self.traces.is_logger(view.callee_names(ins))
                ):
                    return False
        return True

    def _kind(self, view: UnitView) -> str:
        unit = view.unit
        if unit.kind == "class":
            return self._kind_of_class(view)
        if matches(self.project.settings.boundaries, f"{self.project.module(view.file.path)}.{unit.qualname}"):
            return "configured boundary"
        for decorator in unit.decorators:
            kind = self._kind_of_decorator(view, decorator)
            if kind:
                return kind
        if unit.name in known.CLEANUP_METHODS:
            return known.CLEANUP
        if known.MIDDLEWARE_PARAMETERS.intersection(parameter.name for parameter in unit.params):
            return known.MIDDLEWARE
        parent = view.file.units[unit.parent] if unit.parent > 0 else None
        if parent is not None and parent.kind == "class":
            bases = _base_names(UnitView(view.file, unit.parent))
            if unit.name in known.TASK_METHODS and bases.intersection(known.TASK_BASES):
                return known.TASK
            if unit.name in known.COMMAND_METHODS and _is_command(bases):
                return known.COMMAND
        if unit.parent == 0 and unit.name in ("main", "cli", "run_cli") and self._runs_as_program(view):
            return known.COMMAND
        if _is_probe(unit.name, parent.name if parent is not None and parent.kind == "class" else ""):
            return "probe"
        return self.registered.get((view.file.path, view.number), "")

    def _kind_of_class(self, view: UnitView) -> str:
        bases = _base_names(view)
        if bases.intersection(known.MIDDLEWARE_BASES) or view.unit.name.endswith("Middleware"):
            return known.MIDDLEWARE
        if bases.intersection(known.JOB_BASES):
            return known.JOB
        if _is_probe(view.unit.name):
            return "probe"
        if _is_command(bases):
            return known.COMMAND
        return self.registered.get((view.file.path, view.number), "")

    def _kind_of_decorator(self, view: UnitView, decorator: int) -> str:
        ins = view.code[decorator]
        names = view.callee_names(ins) if isinstance(ins, Call) else view.names(decorator)
        if not names:
            return ""
        qualified = self.project.qualified(
            view.file, view.number, ins.func if isinstance(ins, Call) else decorator
        ) or ".".join(names)
        if matches(self.project.settings.boundaries, qualified):
            return "configured boundary"
        kind = known.DECORATORS.get(names[-1]) or known.DECORATORS.get(".".join(names[-2:]), "")
        if kind:
            return kind
        if names[-1] == "add" and any(word.startswith("schedul") for name in names[:-1] for word in words_of(name)):
            return known.JOB
        if names[-1] in known.COMMAND_DECORATORS and (
            self._imports(view, known.COMMAND_LIBRARIES) or "cli" in names[:-1]
        ):
            return known.COMMAND
        return ""

    def _imports(self, view: UnitView, libraries: frozenset[str]) -> bool:
        targets = (ins.target for ins in view.file.units[0].code if isinstance(ins, Import))
        return any(
            target.split(":")[0].split(".")[0] in libraries or target.split(":")[0] in libraries for target in targets
        )

    def _runs_as_program(self, view: UnitView) -> bool:
        module = UnitView(view.file, 0)
        stem = view.file.path.rpartition("/")[2]
        return stem in ("__main__.py", "cli.py", "manage.py") or any(
            block.kind == "if" and _tests_main(module, block.value) for block in module.blocks
        )

    # -- what the project registers ----------------------------------------------------------------------------------

    @cached_property
    def registered(self) -> dict[tuple[str, int], str]:
        """Functions and classes that the project hands to a framework → what that makes of them."""
        found: dict[tuple[str, int], str] = {}
        for file in self.project.files.values():
            for number, unit in enumerate(file.units):
                view: UnitView | None = None
                for ins in unit.code:
                    if isinstance(ins, Call) and ins.args:
                        func = unit.code[ins.func]
                        name = func.name if isinstance(func, Attr | Name) else ""
                        if name not in _REGISTRAR_NAMES:
                            continue
                        view = view or UnitView(file, number)
                        kind = known.REGISTRARS.get(name) or known.REGISTRARS.get(
                            ".".join(view.callee_names(ins)[-2:]), ""
                        )
                        if kind:
                            for value in ins.args:
                                for ref in self._functions(view, value):
                                    found.setdefault(ref, kind)
                    elif isinstance(ins, Bind) and ins.name in known.SETTINGS and ins.value != NONE:
                        view = view or UnitView(file, number)
                        for ref in self._named(view, ins.value):
                            found.setdefault(ref, known.SETTINGS[ins.name])
                    elif isinstance(ins, Collection) and ins.kind == "dict":
                        for key, value in zip(ins.keys, ins.items, strict=False):
                            text = unit.code[key] if key != NONE else None
                            if isinstance(text, Const) and text.value in known.SETTINGS:
                                view = view or UnitView(file, number)
                                for ref in self._named(view, value):
                                    found.setdefault(ref, known.SETTINGS[str(text.value)])
        return found

    @cached_property
    def units_by_name(self) -> dict[str, list[tuple[str, int]]]:
        """The project's functions and classes by name."""
        found: dict[str, list[tuple[str, int]]] = {}
        for path, file in self.project.files.items():
            for number, unit in enumerate(file.units):
                if unit.kind in ("function", "class"):
                    found.setdefault(unit.name, []).append((path, number))
        return found

    def _functions(self, view: UnitView, value: int) -> list[tuple[str, int]]:
        """The function or class that an argument names: of the same file, or the only one of that name."""
        ins = view.code[value]
        if isinstance(ins, Def):
            return [(view.file.path, ins.unit)]
        if isinstance(ins, Call):
            inner = view.last_name(ins.func)
            if inner == "partial" and ins.args:
                return self._functions(view, ins.args[0])
            return self._functions(view, ins.func) if isinstance(view.code[ins.func], Attr | Name) else []
        if not isinstance(ins, Attr | Name | Import):
            return []
        name = view.last_name(value)
        candidates = self.units_by_name.get(name, [])
        local = [ref for ref in candidates if ref[0] == view.file.path]
        if (
            isinstance(ins, Attr)
            and view.names(ins.base) not in (("self",), ("cls",))
            and not isinstance(view.code[ins.base], Name | Import)
        ):
            return []
        return local[:1] if local else candidates if len(candidates) == 1 else []

    def _named(self, view: UnitView, value: int) -> list[tuple[str, int]]:
        """The functions and classes that a setting names, by dotted path or directly."""
        ins = view.code[value]
        if isinstance(ins, Collection):
            return [ref for item in ins.items for ref in self._named(view, item)]
        if isinstance(ins, Const) and isinstance(ins.value, str):
            module, _, name = ins.value.rpartition(".")
            tail = module.replace(".", "/")
            return [
                (path, number)
                for path, number in self.units_by_name.get(name, [])
                if tail and path.removesuffix(".py").removesuffix("/__init__").endswith(tail)
            ]
        return self._functions(view, value)

    # -- functions that run once an item -----------------------------------------------------------------------------

    def _runs_per_item(self, view: UnitView) -> bool:
        """Whether every call of the function that the project makes stands in a loop, or is handed to an executor."""
        me = (view.file.path, view.number)
        sites = [
            (ref, index)
            for ref, index in self.project.evaluator.files.calls_named(view.unit.name)
            if self._calls(ref, index, me)
        ]
        parent = view.file.units[view.unit.parent]
        for index, ins in enumerate(parent.code):
            if isinstance(ins, Call) and isinstance(func := parent.code[ins.func], Def) and func.unit == view.number:
                sites.append(((view.file.path, view.unit.parent), index))
        return bool(sites) and all(self._stands_in_loop(ref, index) for ref, index in sites)

    def _calls(self, caller: tuple[str, int], index: int, me: tuple[str, int]) -> bool:
        """Whether a call leads to a function; a name that can't be followed does where only this file defines it."""
        path, number = caller
        targets = self.project.callee(self.project.files[path], number, index)
        if targets:
            return me in targets
        return path == me[0] and len(self.units_by_name[self.project.files[path].units[me[1]].name]) == 1

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
        name = view.last_name(call.func)
        return (
            name in known.DYNAMIC_LOADS
            or self.project.qualified(view.file, view.number, call.func) in known.DYNAMIC_LOADS
        )

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


_REGISTRAR_NAMES = frozenset(name.rpartition(".")[2] for name in known.REGISTRARS)


def _is_trivial(view: UnitView, call: Call) -> bool:
    func = view.code[call.func]
    return func.name in _TRIVIAL_METHODS if isinstance(func, Attr) else view.last_name(call.func) in _TRIVIAL


def _is_body_of_loop(view: UnitView, block: int) -> bool:
    """Whether a block is a loop's own body, guarded perhaps, but not one branch of it among others."""
    while view.blocks[block].kind in ("try", "with", "async with"):
        block = view.blocks[block].parent
    return view.blocks[block].kind in LOOPS or view.blocks[block].kind == "comp"


def _base_names(view: UnitView) -> set[str]:
    return {view.last_name(base) for base in view.unit.bases}


def _is_command(bases: set[str]) -> bool:
    return any(base in known.COMMAND_BASES or base.endswith("Command") for base in bases)


def _tests_main(view: UnitView, test: int) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    ins = view.code[test] if test != NONE else None
    if not isinstance(ins, Op) or ins.operator != "==":
        return False
    constants = {view.constant(operand) for operand in ins.operands}
    return "__main__" in constants and any(view.names(operand) == ("__name__",) for operand in ins.operands)


def _is_probe(name: str, owner: str = "") -> bool:
    """Whether a function (of the class `owner`) or class is named as what answers whether something works."""
    words = words_of(name)
    if words[:1] != [] and words[0] in known.PROBE_VERBS and "status" in words_of(owner):
        return True
    return (
        not known.PROBE_WORDS.isdisjoint(words)
        or any(pair.issubset(words) for pair in known.PROBE_PAIRS)
        or (words[:1] != [] and words[0] in known.PROBE_VERBS and not known.PROBE_SUBJECTS.isdisjoint(words))
    )
