"""DDD605."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.frameworks import http_errors
from ddd_lint.frameworks.reporting import TEXT_FUNCTIONS
from ddd_lint.index.dataflow import operands
from ddd_lint.model.facts import NONE, Attr, Bind, Call, Param, Raise, Return
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.exceptions.handlers import Handler, broad_handlers
from ddd_lint.rules.exceptions.raising import Raising
from ddd_lint.rules.exceptions.view import UnitView, words_of

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_KINDS_ONLY = frozenset(("type", "isinstance", "issubclass", "len", "bool", "hasattr", "id", "callable", "hash"))
_KIND_ATTRIBUTES = frozenset(("__class__", "__name__", "__qualname__", "status_code", "code", "errno"))
_PASSING = frozenset(("gettext", "ugettext", "_", "dict", "list", "escape", "dumps"))


class LeakedExceptionDetail(ProjectRule):
    """## What it does

    Finds a broadly caught error whose text (`str(e)`, `repr(e)`, an f-string, `traceback.format_exc()`) is put into what the caller
    gets: an HTTP error or response, a GraphQL error, a WebSocket message, a template's context, what a route handler returns, also
    through a helper that gets the error and raises.

    ## Why it is bad

    Nobody knows what the text of an unexpected error holds: SQL with its parameters, file paths, host names, a token in an URL. It
    helps an attacker and means nothing to everybody else.

    ## Bad

    ```python
    # path: app/routes.py
    from fastapi import APIRouter, HTTPException

    router = APIRouter()


    @router.post("/reports")
    def create_report(service):
        try:
            return service.build()
        except Exception as error:
            raise HTTPException(status_code=500, detail=str(error)) from error
    ```

    ## Good

    ```python
    # path: app/routes.py
    import logging

    from fastapi import APIRouter, HTTPException

    logger = logging.getLogger(__name__)
    router = APIRouter()


    @router.post("/reports")
    def create_report(service):
        try:
            return service.build()
        except Exception as error:
            logger.exception("report not built")
            raise HTTPException(status_code=500, detail="The report could not be built.") from error
    ```

    ## When to switch it off

    In a tool whose only users run it themselves, for instance an administrator's test of a connection.

    ## How to fix

    Log the error, and answer with a fixed text and perhaps an identifier under which it is found in the log. Errors whose text is
    meant for the caller have a class of their own: catch that.
    """

    code = "DDD605"
    name = "leaked-exception-detail"
    summary = "the text of a broadly caught error goes to the caller"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Broad handlers whose error's text reaches a response."""
        raising = Raising(project)
        for handler in broad_handlers(project):
            view = UnitView(handler.file, handler.unit)
            whole, _ = view.error_values(handler.block)
            place = _leak(project, raising, view, _text_of(view, whole, handler), handler)
            if place is not None:
                line, column, what, path = place
                related = (
                    () if path == handler.file.path and line == handler.line else (Related(path, line, column, what),)
                )
                yield self.finding(
                    handler.file,
                    handler.span,
                    f"{handler.subject} puts the text of any error into {what}; log it and answer with a fixed text",
                    related=related,
                )


_Place = tuple[int, int, str, str]


def _text_of(view: UnitView, seeds: frozenset[int], handler: Handler | None = None) -> set[int]:
    """The values that hold the error or its text; its class's name or a status alone is none."""
    found = set(seeds)
    inside = set(view.below(handler.block)) if handler is not None else set()
    for index, ins in enumerate(view.code):
        if index in found:
            continue
        if isinstance(ins, Call):
            name = view.last_name(ins.func)
            if (name in ("format_exc", "format_exception") and ins.block in inside) or _passes(view, ins, name, found):
                found.add(index)
        elif isinstance(ins, Attr):
            if ins.base in found and ins.name not in _KIND_ATTRIBUTES:
                found.add(index)
        elif not isinstance(ins, Bind) and not found.isdisjoint(operands(ins)):
            found.add(index)
    return found


def _passes(view: UnitView, call: Call, name: str, found: set[int]) -> bool:
    """Whether what a call gives holds the text that it gets."""
    if name in _KINDS_ONLY:
        return False
    if call.func in found:
        return True
    gets = bool(found.intersection(call.args))
    return gets and (
        name in TEXT_FUNCTIONS or name in _PASSING or name in ("format", "join") or _makes_object(view, call)
    )


def _makes_object(view: UnitView, call: Call) -> bool:
    """Whether a call is a constructor, or a class's method that makes one (`ErrorResponse.respond`)."""
    return any(name[:1].isupper() for name in view.callee_names(call)[-2:])


def _leak(
    project: ProjectIndex, raising: Raising, view: UnitView, text: set[int], handler: Handler | None, depth: int = 0
) -> _Place | None:
    """Where the text reaches the caller: line, column, into what, and the file."""
    path = view.file.path
    is_route = _is_route(view)
    for index, ins in enumerate(view.code):
        if isinstance(ins, Raise) and ins.exception in text and _is_answer(raising, view, ins):
            return ins.line, ins.column, "the HTTP error", path
        if isinstance(ins, Call) and text.intersection(ins.args):
            names = view.callee_names(ins)
            words = [word for name in names[-2:] for word in words_of(name)]
            if any(word in http_errors.RESPONSE_WORDS for word in words):
                return ins.line, ins.column, "the response", path
            if names and names[-1] in http_errors.SENDS and any(_is_socket(name) for name in names[:-1]):
                return ins.line, ins.column, "a WebSocket message", path
            if depth == 0 and handler is not None and ins.block in set(view.below(handler.block)):
                place = _leak_of_helper(project, raising, view, index, ins, text)
                if place is not None:
                    return place
        if is_route and isinstance(ins, Return) and ins.value != NONE and ins.value in text:
            return ins.line, 1, "the response", path
    return None


def _leak_of_helper(
    project: ProjectIndex, raising: Raising, view: UnitView, index: int, call: Call, text: set[int]
) -> _Place | None:
    """Where a helper that gets the error puts its text into an HTTP error."""
    for path, number in project.callee(view.file, view.number, index):
        helper = UnitView(project.files[path], number)
        params = helper.unit.params
        offset = 1 if params and params[0].name in ("self", "cls") else 0
        taken = set()
        for position, value in enumerate(call.args):
            keyword = call.names[position] if call.names else ""
            if value in text:
                taken.add(keyword or (params[position + offset].name if position + offset < len(params) else ""))
        seeds = frozenset(
            i for i, ins in enumerate(helper.code) if isinstance(ins, Param) and params[ins.index].name in taken
        )
        place = _leak(project, raising, helper, _text_of(helper, seeds), None, depth=1) if seeds else None
        if place is not None:
            return place
    return None


def _is_answer(raising: Raising, view: UnitView, ins: Raise) -> bool:
    """Whether what is raised becomes a response that holds its text."""
    raised = view.code[ins.exception]
    if not isinstance(raised, Call):
        return False
    name = view.last_name(raised.func)
    return (
        name in http_errors.BY_ARGUMENT
        or name in http_errors.GRAPHQL_ERRORS
        or raising.status(view, ins.exception) is not None
    )


def _is_socket(name: str) -> bool:
    return not {"websocket", "ws", "socket", "sio", "socketio", "connection"}.isdisjoint(words_of(name))


def _is_route(view: UnitView) -> bool:
    """Whether a function is registered as a route by its decorator."""
    for decorator in view.unit.decorators:
        ins = view.code[decorator]
        if (
            isinstance(ins, Call)
            and isinstance(view.code[ins.func], Attr)
            and view.last_name(ins.func) in http_errors.ROUTES
        ):
            return True
    return False
