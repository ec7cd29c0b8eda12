"""What is raised, and with which HTTP status.

By a `raise`, by a library function that never returns, or by a helper of the project that always raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from ddd_lint.frameworks import http_errors
from ddd_lint.index.values import Cls, Fn
from ddd_lint.model.facts import NONE, Attr, Bind, Call, Collection, Const, Raise, Return
from ddd_lint.rules.exceptions.view import UnitView, words_of

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_STATUS_NAME = re.compile(r"(?:HTTP_?)?(\d{3})(?:_\w+)?")
_MAX_DEPTH = 4
_OVERRIDDEN = (-1,)
"""Stands for a function that only raises `NotImplementedError`."""

Statuses = tuple[int | None, ...]
"""The HTTP status of each error that may be raised, None for one without or not known; empty: nothing is raised."""


class Raising:
    """Answers over one project; remembers what it found out about functions and classes."""

    def __init__(self, project: ProjectIndex) -> None:
        self.project = project
        self._functions: dict[tuple[str, int], Statuses] = {}

    def view(self, path: str, number: int) -> UnitView:
        """A unit of the project."""
        return UnitView(self.project.files[path], number)

    @cached_property
    def classes(self) -> dict[str, list[tuple[str, int]]]:
        """The project's classes by name."""
        found: dict[str, list[tuple[str, int]]] = {}
        for path, file in self.project.files.items():
            for number, unit in enumerate(file.units):
                if unit.kind == "class":
                    found.setdefault(unit.name, []).append((path, number))
        return found

    @cached_property
    def answered(self) -> dict[str, int]:
        """Classes of the project whose errors a registered handler answers with a 4xx → that status."""
        found: dict[str, int] = {}
        for name in http_errors.HANDLER_REGISTRARS:
            for (path, number), index in self.project.evaluator.files.calls_named(name):
                view = self.view(path, number)
                call = view.code[index]
                if not isinstance(call, Call) or not call.args or view.last_name(call.args[0]) not in self.classes:
                    continue
                if index in view.unit.decorators:
                    handlers = [(path, number)]
                else:
                    handlers = [
                        v.ref
                        for value in call.args[1:2]
                        for v in self.project.value((path, number), value)
                        if isinstance(v, Fn)
                    ]
                statuses = {status for ref in handlers for status in self._answers(self.view(*ref))}
                if statuses and all(400 <= status < 500 for status in statuses):
                    found[view.last_name(call.args[0])] = min(statuses)
        return found

    def _answers(self, view: UnitView) -> Iterator[int]:
        """The statuses of the responses that a function returns."""
        for ins in view.code:
            if not isinstance(ins, Return) or ins.value == NONE:
                continue
            value = view.code[ins.value]
            status = None
            if isinstance(value, Collection) and len(value.items) > 1:
                status = self._number(view, value.items[1])
            elif isinstance(value, Call):
                argument = view.argument(value, *http_errors.STATUS_ARGUMENTS)
                status = None if argument == NONE else self._number(view, argument)
            yield 500 if status is None else status

    # -- calls that never return -------------------------------------------------------------------------------------

    def of_call(self, view: UnitView, index: int, call: Call, depth: int = 0) -> Statuses:
        """What a call surely raises; empty when it may return."""
        func = view.code[call.func]
        name = view.last_name(call.func)
        if depth < _MAX_DEPTH:
            found: list[Statuses] = []
            targets = self.project.callee(view.file, view.number, index)
            for path, number in targets:
                statuses = self.of_function(path, number, depth)
                if statuses != _OVERRIDDEN:
                    found.append(statuses)
            if found:
                return tuple(dict.fromkeys(s for one in found for s in one)) if all(found) else ()
            if targets:
                return ()
        if name == "abort":
            return (self._status_argument(view, call),)
        if isinstance(func, Attr):
            raises = name in http_errors.RAISING_METHODS and self._raises_by_contract(view, call, name)
            exits = ".".join(view.callee_names(call)) in http_errors.EXITS
            return (None,) if raises or exits else ()
        return (None,) if name in http_errors.EXITS or name in http_errors.RERAISES else ()

    def _raises_by_contract(self, view: UnitView, call: Call, name: str) -> bool:
        names = view.callee_names(call)
        if name == "retry":
            return bool(call.args) and (
                names[:1] in (("self",), ("task",)) or any(word.endswith("task") for word in names)
            )
        if name == "fail":
            return names[:1] in (("self",), ("ctx",), ("pytest",))
        return True

    def of_function(self, path: str, number: int, depth: int) -> Statuses:
        """What a function of the project always raises; `_OVERRIDDEN` for one that is only to be overridden."""
        key = (path, number)
        if key not in self._functions:
            self._functions[key] = ()
            self._functions[key] = self._of_function(path, number, depth + 1)
        return self._functions[key]

    def _of_function(self, path: str, number: int, depth: int) -> Statuses:
        view = self.view(path, number)
        unit = view.unit
        if unit.kind != "function" or unit.is_generator:
            return ()
        raised = [ins for ins in view.code if isinstance(ins, Raise)]
        if unit.returns != NONE and view.last_name(unit.returns) in ("NoReturn", "Never"):
            return tuple(dict.fromkeys(self.of_raise(view, ins) for ins in raised)) or (None,)
        if any(isinstance(ins, Return) for ins in view.code):
            return ()
        if not unit.falls_through and raised:
            if all(ins.exception != NONE and view.last_name(ins.exception) == "NotImplementedError" for ins in raised):
                return _OVERRIDDEN
            return tuple(dict.fromkeys(self.of_raise(view, ins) for ins in raised))
        if unit.falls_through and not raised:
            # A helper that ends by calling one that raises.
            for index in view.by_block[0]:
                ins = view.code[index]
                if isinstance(ins, Call) and (statuses := self.of_call(view, index, ins, depth)):
                    return statuses
        return ()

    # -- statuses ----------------------------------------------------------------------------------------------------

    def of_raise(self, view: UnitView, ins: Raise) -> int | None:
        """The status of what a `raise` raises; a validation error with its cause named is none that only blames the caller."""
        if ins.cause != NONE and ins.exception != NONE:
            raised = view.code[ins.exception]
            func = raised.func if isinstance(raised, Call) else ins.exception
            if self.project.qualified(view.file, view.number, func) in http_errors.VALIDATION_ERRORS:
                return None
        return self.status(view, ins.exception)

    def status(self, view: UnitView, exception: int) -> int | None:
        """The HTTP status that a raised value answers with, None where it has none or it is not known."""
        if exception == NONE:
            return None
        ins = view.code[exception]
        call = ins if isinstance(ins, Call) else None
        func = call.func if call is not None else exception
        name = view.last_name(func)
        qualified = self.project.qualified(view.file, view.number, func)
        if qualified in http_errors.BY_NAME:
            return http_errors.BY_NAME[qualified]
        if call is not None and (name in http_errors.BY_ARGUMENT or self._has_keyword(call)):
            found = self._status_argument(view, call)
            if found is not None:
                return found
        if qualified is not None and qualified.startswith(tuple(f"{module}." for module in http_errors.CLASS_MODULES)):
            return http_errors.CLASS_NAMES.get(_bare(name))
        return self._of_class(view, func, 0)

    def _has_keyword(self, call: Call) -> bool:
        return any(name in http_errors.STATUS_ARGUMENTS for name in call.names)

    def _status_argument(self, view: UnitView, call: Call) -> int | None:
        value = view.argument(call, *http_errors.STATUS_ARGUMENTS, position=0)
        return None if value == NONE else self._number(view, value)

    def _number(self, view: UnitView, value: int) -> int | None:
        ins = view.code[value]
        if isinstance(ins, Const):
            return ins.value if isinstance(ins.value, int) and 100 <= ins.value < 600 else None
        name = view.last_name(value)
        if name in ("value", "real") and isinstance(ins, Attr):
            name = view.last_name(ins.base)
        match = _STATUS_NAME.fullmatch(name)
        if match is not None:
            return int(match[1])
        return http_errors.STATUSES.get(name.upper().removeprefix("HTTP_"))

    def _of_class(self, user: UnitView, value: int, depth: int) -> int | None:
        """The status that a class of the project names itself, or takes from a base."""
        found = self._named(user, value)
        if found is None or depth > _MAX_DEPTH:
            return None
        view = self.view(*found)
        if view.unit.name in self.answered:
            return self.answered[view.unit.name]
        for ins in view.code:
            if (
                isinstance(ins, Bind)
                and ins.name in (*http_errors.STATUS_ARGUMENTS, "default_status_code")
                and ins.value != NONE
            ):
                status = self._number(view, ins.value)
                if status is not None:
                    return status
        return self._of_initialiser(found, depth)

    def _named(self, view: UnitView, value: int) -> tuple[str, int] | None:
        """The class of the project that a value names: the one it leads to, else the only one of that name."""
        name = view.last_name(value)
        found = self.classes.get(name, ())
        if len(found) > 1:
            values = self.project.value((view.file.path, view.number), value)
            found = [each.ref for each in values if isinstance(each, Cls)]
        return found[0] if len(found) == 1 else None

    def _of_initialiser(self, ref: tuple[str, int], depth: int) -> int | None:
        """The status that a class's `__init__` hands to its base, or the base's own."""
        path, number = ref
        file = self.project.files[path]
        for child, unit in enumerate(file.units):
            if unit.parent == number and unit.name == "__init__":
                init = self.view(path, child)
                for call in init.code:
                    if isinstance(call, Call) and init.last_name(call.func) == "__init__":
                        status = self._status_argument(init, call)
                        if status is not None:
                            return status
        view = self.view(path, number)
        for base in view.unit.bases:
            qualified = self.project.qualified(file, number, base)
            if qualified in http_errors.BY_NAME:
                return http_errors.BY_NAME[qualified]
            name = view.last_name(base)
            if qualified is not None and qualified.startswith(
                tuple(f"{module}." for module in http_errors.CLASS_MODULES)
            ):
                status = http_errors.CLASS_NAMES.get(_bare(name))
            else:
                status = self._of_class(view, base, depth + 1)
            if status is not None:
                return status
        return None


def _bare(name: str) -> str:
    """An exception's name without what frameworks put around it."""
    return "".join(word for word in words_of(name) if word not in ("http", "error", "exception"))
