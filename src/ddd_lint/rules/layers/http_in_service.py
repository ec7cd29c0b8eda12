"""DDD803."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.layers import DOMAIN, REPOSITORY, SERVICE
from ddd_lint.frameworks.web import ABORTS, is_http_error, is_message
from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.dataflow import origin
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Cls, Ext, ExtInst, Inst, Ref, Seq, TVar, Value, Values, union
from ddd_lint.model.facts import Attr, Call, Caught, Import, Name, Raise, Unit
from ddd_lint.model.finding import Finding
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule
from ddd_lint.rules.layers.report import layered_files


class HttpInService(ProjectRule):
    """A service, domain or repository function speaks HTTP.

    ## What it does

    Finds functions in modules of the service, domain and repository layers that raise a web framework's HTTP error (one of the project's
    that derives from it, a constant or what a helper makes too), abort the request, or take or return the framework's request, response or
    uploaded file, or a type variable bound to one. One finding a function, at the first place.

    Route handlers don't count, nor do functions that the framework itself calls: dependencies and factories of services.

    ## Why it is bad

    A service that answers with a status can only be called by a request. A worker, a command line or another service that calls it gets an
    error that means nothing to them, and tests must build uploads and requests to reach a rule of the business.

    ## Bad

    ```python
    # path: shop/services/orders.py
    from fastapi import HTTPException


    class OrderService:
        def cancel(self, status: str) -> None:
            if status == "sent":
                raise HTTPException(409, "already sent")
    ```

    ## Good

    ```python
    # path: shop/services/orders.py
    class AlreadySent(Exception):
        \"""The order has left the house.\"""


    class OrderService:
        def cancel(self, status: str) -> None:
            if status == "sent":
                raise AlreadySent
    ```

    ```python
    # path: shop/api/errors.py
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse

    from shop.services.orders import AlreadySent


    def register(app: FastAPI) -> None:
        @app.exception_handler(AlreadySent)
        def answer(request: Request, error: AlreadySent) -> JSONResponse:
            return JSONResponse({"detail": "already sent"}, 409)
    ```

    ## When to switch it off

    Where the modules called `services` are nothing but helpers of the route handlers.

    ## How to fix

    Raise an error class of the service's own, and translate it in one exception handler of the API. Pass what is in the request, the bytes of
    an upload or a stream, instead of the framework's object.
    """

    code = "DDD803"
    name = "http-in-service"
    summary = "A service, domain or repository function raises HTTP errors or takes requests"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each function that speaks HTTP."""
        for path, _ in layered_files(project, (SERVICE, DOMAIN, REPOSITORY)):
            for number, unit in enumerate(project.files[path].units):
                ref = (path, number)
                found = _first(project, ref, unit) if unit.kind == "function" else None
                if (
                    found is not None
                    and not project.routes.is_handler(ref)
                    and not project.dependencies.is_injected(ref)
                ):
                    line, column, width, what = found
                    yield self.finding(path, Span.at(line, column, width), f"`{unit.qualname}` {what}")


def _first(project: ProjectIndex, ref: Ref, unit: Unit) -> tuple[int, int, int, str] | None:
    """The first place where a function speaks HTTP: line, column, width, and what it does there."""
    for param in unit.params:
        if param.annotation >= 0:
            name = _message(_declared(project, ref, param.annotation))
            if name:
                return (
                    param.line,
                    param.column,
                    len(param.name),
                    f"takes the web framework's `{name}`; pass what is in it instead",
                )
    name = _message(_declared(project, ref, unit.returns)) if unit.returns >= 0 else ""
    if name:
        return (
            unit.line,
            unit.column,
            len(unit.name),
            f"returns the web framework's `{name}`; give the data, and let the API answer",
        )
    for at in project.evaluator.files.positions_among(ref, Raise, Call):
        ins = unit.code[at]
        if (
            isinstance(ins, Raise)
            and ins.exception >= 0
            and not isinstance(unit.code[origin(unit, ins.exception)], Caught)
        ):
            name = next((found for value in project.value(ref, ins.exception) if (found := _error(project, value))), "")
            if name:
                return (
                    ins.line,
                    ins.column,
                    len("raise"),
                    f"raises `{name}`, an HTTP error; raise an error of its own and translate it in the API",
                )
        elif isinstance(ins, Call) and _aborts(project, ref, unit, ins):
            return (
                ins.line,
                ins.column,
                len("abort"),
                "aborts the request; raise an error of its own and translate it in the API",
            )
    return None


def _declared(project: ProjectIndex, ref: Ref, annotation: int) -> Values:
    """What an annotation says, a type variable read as what it is bound to."""
    e = project.evaluator
    return union(
        type_expressions.bound_of(e, ref, value) if isinstance(value, TVar) else (value,)
        for value in type_expressions.annotated(e, ref, annotation)
    )


def _aborts(project: ProjectIndex, ref: Ref, unit: Unit, call: Call) -> bool:
    if _last_name(unit, call.func) != "abort":
        return False
    return bool(ABORTS.intersection(transfer.qualified_names(project.evaluator, ref, call.func)))


def _last_name(unit: Unit, func: int) -> str:
    ins = unit.code[func]
    if isinstance(ins, Attr | Name):
        return ins.name
    return ins.target.rpartition(":")[2] if isinstance(ins, Import) else ""


def _message(values: Values) -> str:
    """The last name of the first request or response among values, "" if there is none."""
    for value in values:
        if isinstance(value, ExtInst) and is_message(value.name):
            return value.name.rpartition(".")[2]
        if isinstance(value, Seq) and (name := _message(value.item)):
            return name
    return ""


def _error(project: ProjectIndex, value: Value) -> str:
    """The name of an HTTP error, "" for any other value."""
    if isinstance(value, Ext | ExtInst):
        return value.name.rpartition(".")[2] if is_http_error(value.name) else ""
    if isinstance(value, Cls | Inst) and any(
        is_http_error(base) for base in project.evaluator.classes.external_bases(value.ref)
    ):
        return project.evaluator.files.unit(value.ref).name
    return ""
