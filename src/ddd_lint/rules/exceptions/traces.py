"""Whether a handler leaves a trace of its error, and what else it does with it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ddd_lint.frameworks import reporting
from ddd_lint.frameworks.http_errors import RESPONSE_WORDS
from ddd_lint.model.facts import NONE, Attr, Bind, Call, Collection, Const, Ins, Param, Return, SetAttr, SetItem, Yield
from ddd_lint.rules.exceptions.names import matches
from ddd_lint.rules.exceptions.view import UnitView, words_of

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 5
_STORES = frozenset(("append", "appendleft", "add", "put", "put_nowait", "insert", "setdefault", "send_nowait"))
_STORE_KEYWORDS = frozenset(("error", "exc", "exception", "err", "cause", "exc_value"))
_REPORT_VERBS = frozenset(
    ("on", "handle", "report", "capture", "record", "notify", "store", "save", "mark", "emit", "callback", "track",
     "process", "dispatch", "send")
)  # fmt: skip
_REPORT_NOUNS = frozenset(("error", "errors", "exception", "exceptions", "exc", "failure", "failed", "fail", "crash"))
_USER_MESSAGES = frozenset(("messages", "flash", "add_error", "add_message", "message_user"))
_TRACKER_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in reporting.TRACKER_FUNCTIONS)


class Trace(IntEnum):
    """How much of the error is kept, in order."""

    NOTHING = 0
    USED = 1
    """The error's text or type goes somewhere: an answer, a field, a message to the user."""
    LOGGED = 2
    """A log line without the traceback."""
    PRINTED = 3
    """A line for the person at the terminal."""
    FULL = 4
    """The traceback is logged, sent to a tracker, or the error is stored whole."""


class Traces:
    """Answers over one project; remembers which functions leave a trace."""

    def __init__(self, project: ProjectIndex) -> None:
        self.project = project
        self._functions: dict[tuple[str, int], bool] = {}

    def of_handler(self, view: UnitView, handler: int) -> Trace:
        """The most that the handler keeps of its error, nested handlers aside."""
        whole, derived = view.error_values(handler)
        best = Trace.USED if self._used(view, handler, whole, derived) else Trace.NOTHING
        for block in view.below(handler, handlers=False):
            for index in view.by_block[block]:
                ins = view.code[index]
                if isinstance(ins, Call):
                    best = max(best, self.of_call(view, index, ins, whole, derived))
                elif isinstance(ins, SetAttr | SetItem | Return | Yield) and ins.value in whole:
                    best = Trace.FULL
        return best

    def hands_over(self, view: UnitView, handler: int) -> bool:
        """Whether the handler returns or yields its error, alone or in a result, or keeps it on its object."""
        whole, _ = view.error_values(handler)

        def holds(value: int) -> bool:
            if value in whole:
                return True
            ins = view.code[value] if value != NONE else None
            if isinstance(ins, Collection):
                return ins.kind == "tuple" and any(holds(item) for item in ins.items)
            if isinstance(ins, Call):
                words = [word for name in view.callee_names(ins) for word in words_of(name)]
                texts = view.last_name(ins.func) in reporting.TEXT_FUNCTIONS or any(
                    word in RESPONSE_WORDS for word in words
                )
                return not texts and any(arg in whole for arg in ins.args)
            return False

        def kept_on_self(ins: Ins) -> bool:
            return isinstance(ins, SetAttr) and ins.value in whole and view.names(ins.base) == ("self",)

        given = (view.code[index] for block in view.below(handler) for index in view.by_block[block])
        return any((isinstance(ins, Return | Yield) and holds(ins.value)) or kept_on_self(ins) for ins in given)

    def _used(self, view: UnitView, handler: int, whole: frozenset[int], derived: frozenset[int]) -> bool:
        """Whether anything is made of the error, beyond reading an attribute or giving it another name."""
        values = whole | derived
        for block in view.below(handler):
            for index in view.by_block[block]:
                ins = view.code[index]
                if isinstance(ins, Attr) or (isinstance(ins, Bind) and index in whole):
                    continue
                if index in values or getattr(ins, "value", NONE) in values:
                    return True
        return False

    def of_call(
        self, view: UnitView, index: int, call: Call, whole: frozenset[int], derived: frozenset[int], depth: int = 0
    ) -> Trace:
        """What one call keeps of the error."""
        name = view.last_name(call.func)
        is_method = isinstance(view.code[call.func], Attr)
        names = view.callee_names(call)
        if name in reporting.TRACKER_NAMES or self._with_traceback(view, call, name, names):
            return Trace.FULL
        if name in reporting.TRACEBACK_NAMES and (is_method or self._is_traceback(view, call)):
            return Trace.FULL
        gets_error = [number for number, value in enumerate(call.args) if self._holds(view, value, whole)]
        if is_method and name in reporting.LOG_METHODS and self.is_logger(names[:-1]):
            return Trace.LOGGED
        if depth == 0 or _may_report(view, call, name):
            found = self._of_project_function(view, index, bool(gets_error), depth)
            if found is not None:
                return found
        if self._is_reporter(view, call, name, names):
            return Trace.FULL
        if name in reporting.PRINT_FUNCTIONS or (
            name in reporting.STREAM_METHODS and reporting.STREAM_WORDS.intersection(names[:-1])
        ):
            return Trace.PRINTED
        if gets_error and self._keeps(view, call, name, names, gets_error):
            return Trace.FULL
        words = words_of(name)
        if words[:1] == ["log"] or (words[-1:] == ["log"] and name != "log") or _USER_MESSAGES.intersection(names):
            return Trace.LOGGED
        return Trace.USED if any(value in whole or value in derived for value in call.args) else Trace.NOTHING

    def _is_reporter(self, view: UnitView, call: Call, name: str, names: tuple[str, ...]) -> bool:
        """Whether a function is an error tracker's, or one that the configuration names."""
        reporters = self.project.settings.reporters
        if name not in _TRACKER_LAST_NAMES and not reporters:
            return False
        qualified = self.project.qualified(view.file, view.number, call.func) or ".".join(names)
        return qualified in reporting.TRACKER_FUNCTIONS or matches(reporters, qualified)

    def _with_traceback(self, view: UnitView, call: Call, name: str, names: tuple[str, ...]) -> bool:
        if name in reporting.TRACEBACK_METHODS:
            return bool(call.args) or self.is_logger(names[:-1])
        for keyword in reporting.TRACEBACK_KEYWORDS if name == "opt" else ("exc_info",):
            value = view.argument(call, keyword)
            if value != NONE and not (isinstance(view.code[value], Const) and not view.constant(value)):
                return True
        return False

    def _is_traceback(self, view: UnitView, call: Call) -> bool:
        qualified = self.project.qualified(view.file, view.number, call.func)
        return qualified is None or qualified in reporting.TRACEBACK_FUNCTIONS

    def is_logger(self, names: tuple[str, ...]) -> bool:
        """Whether names stand for a logger."""
        return any(
            word in reporting.LOGGER_WORDS or word.endswith(("logger", "logging"))
            for name in names
            for word in (*words_of(name), name.lower())
        )

    def _holds(self, view: UnitView, value: int, whole: frozenset[int]) -> bool:
        """Whether an argument is the error, alone or in a tuple."""
        ins = view.code[value]
        return value in whole or (
            isinstance(ins, Collection) and ins.kind == "tuple" and any(v in whole for v in ins.items)
        )

    def _keeps(self, view: UnitView, call: Call, name: str, names: tuple[str, ...], gets_error: list[int]) -> bool:
        """Whether a call that the project doesn't define, and that gets the error whole, keeps it."""
        if name in reporting.TEXT_FUNCTIONS or _USER_MESSAGES.intersection(names):
            return False
        words = words_of(name)
        if any(word in RESPONSE_WORDS for word in words):
            return False
        if name in _STORES or isinstance(view.code[call.func], Param):
            return True
        if _REPORT_NOUNS.intersection(words) and _REPORT_VERBS.intersection(words):
            return True
        return any(call.names and call.names[number] in _STORE_KEYWORDS for number in gets_error)

    def _of_project_function(self, view: UnitView, index: int, gets_error: bool, depth: int) -> Trace | None:
        """What the project's own function keeps, None where the call leads to none."""
        targets = self.project.callee(view.file, view.number, index)
        if not targets:
            return None
        if any(self.leaves_trace(path, number, depth) for path, number in targets):
            return Trace.FULL
        names = [self.project.files[path].units[number].name for path, number in targets]
        if any(words_of(name)[:1] == ["log"] for name in names):
            return Trace.LOGGED
        return Trace.USED if gets_error else None

    def leaves_trace(self, path: str, number: int, depth: int = 0) -> bool:
        """Whether a function of the project logs the current error with its traceback, outside handlers of its own."""
        key = (path, number)
        if key in self._functions:
            return self._functions[key]
        self._functions[key] = False
        if depth < _MAX_DEPTH:
            view = UnitView(self.project.files[path], number)
            qualified = f"{self.project.module(path)}.{view.unit.qualname}"
            self._functions[key] = matches(self.project.settings.reporters, qualified) or any(
                self.of_call(view, index, call, frozenset(), frozenset(), depth + 1) is Trace.FULL
                for index, call in view.calls(0, handlers=False)
            )
        return self._functions[key]


def _may_report(view: UnitView, call: Call, name: str) -> bool:
    """Whether a call inside a helper is worth following: it hands a parameter on, or speaks of errors or logs."""
    words = words_of(name)
    if any(isinstance(view.code[value], Param) for value in call.args):
        return True
    return not _REPORT_NOUNS.isdisjoint(words) or not _REPORT_VERBS.isdisjoint(words) or "log" in words
