"""Which exceptions and functions answer a request with which HTTP status."""

from __future__ import annotations

from http import HTTPStatus

STATUSES = {status.name: int(status) for status in HTTPStatus}
"""Names of statuses as `http.HTTPStatus` spells them; frameworks prefix theirs (`HTTP_404_NOT_FOUND`)."""

STATUS_ARGUMENTS = ("status_code", "status", "code", "http_status", "http_code", "status_code_override")
"""Keywords that carry the status of an HTTP error or response."""

BY_ARGUMENT = frozenset(
    ("HTTPException", "HttpException", "HTTPError", "HttpError", "ProblemException", "HTTPProblem", "abort",
     "problem", "HttpProcessingError", "HTTPStatusError", "SanicException", "HttpResponseError")
)  # fmt: skip
"""Exceptions and functions whose first argument or keyword is the status."""

BY_NAME = {
    # Django
    "django.http.Http404": 404,
    "django.core.exceptions.PermissionDenied": 403,
    "django.core.exceptions.SuspiciousOperation": 400,
    "django.core.exceptions.BadRequest": 400,
    "django.core.exceptions.ValidationError": 400,
    "django.forms.ValidationError": 400,
    # Django REST framework
    **{
        f"rest_framework.{module}.{name}": status
        for module in ("exceptions", "serializers")
        for name, status in {
            "ValidationError": 400, "ParseError": 400, "AuthenticationFailed": 401, "NotAuthenticated": 401,
            "PermissionDenied": 403,
            "NotFound": 404, "MethodNotAllowed": 405, "NotAcceptable": 406, "UnsupportedMediaType": 415, "Throttled":
            429, "APIException": 500,
        }.items()
    },
    # FastAPI
    "fastapi.exceptions.RequestValidationError": 422,
}  # fmt: skip
"""Qualified names of exceptions with a status of their own."""

VALIDATION_ERRORS = frozenset(("django.core.exceptions.ValidationError", "django.forms.ValidationError"))
"""Errors that a form or serializer turns into a 400, and anything else into a 500."""

HANDLER_REGISTRARS = (
    "errorhandler", "app_errorhandler", "exception_handler", "add_exception_handler", "register_error_handler", "exception",
)  # fmt: skip
"""Decorators and methods that register a function as the handler of an exception class, their first argument."""

CLASS_MODULES = (
    "werkzeug.exceptions", "aiohttp.web", "aiohttp.web_exceptions", "pyramid.httpexceptions", "sanic.exceptions",
    "falcon", "litestar.exceptions",
    "quart.exceptions", "bottle", "django.http", "starlette.exceptions", "tornado.web", "ninja.errors", "webob.exc",
)  # fmt: skip
"""Modules whose exception classes are named after their status."""

CLASS_NAMES = {
    "badrequest": 400, "unauthorized": 401, "notauthorized": 401, "paymentrequired": 402, "forbidden": 403,
    "permissiondenied": 403, "notfound": 404,
    "methodnotallowed": 405, "notacceptable": 406, "requesttimeout": 408, "conflict": 409, "gone": 410,
    "lengthrequired": 411,
    "preconditionfailed": 412, "requestentitytoolarge": 413, "unsupportedmediatype": 415, "unprocessableentity": 422,
    "unprocessablecontent": 422,
    "locked": 423, "toomanyrequests": 429, "validationexception": 400, "authenticationerror": 401, "clientexception":
    400, "clienterror": 400,
    "invalidusage": 400, "internalservererror": 500, "internalserver": 500, "notimplemented": 501, "badgateway": 502,
    "serviceunavailable": 503,
    "gatewaytimeout": 504, "404": 404,
}  # fmt: skip
"""Their names, lower case, without `HTTP`, `Http`, `Error`, `Exception` around them."""

RESPONSE_WORDS = ("response", "jsonify", "render", "render_template", "make_response", "redirect", "problem")
"""Words in the name of a function or class that makes a response."""

EXITS = frozenset(("sys.exit", "exit", "quit", "os._exit", "os.abort"))
"""Functions that end the program."""

RERAISES = frozenset(("reraise", "raise_from", "raise_with_traceback"))
"""Functions that raise what they get."""

RAISING_METHODS = frozenset(
    ("abort", "retry", "set_exception", "throw", "athrow", "reraise", "raise_from", "fail", "raise_for_error")
)  # fmt: skip
"""Methods that raise by contract: gRPC's and Flask's `abort`, Celery's `retry`, DRF's and click's `fail`, a future's
`set_exception` …"""

GRAPHQL_ERRORS = frozenset(("GraphQLError", "GraphQLLocatedError", "GraphqlError"))
"""Errors whose text a GraphQL server sends to its client."""

SENDS = frozenset(("send", "send_json", "send_text", "send_str", "send_bytes", "emit", "send_personal_message"))
"""Methods of WebSocket connections that send a message."""

ROUTES = frozenset(
    ("get", "post", "put", "patch", "delete", "head", "options", "route", "api_route", "websocket", "view_config", "action")
)  # fmt: skip
"""Methods of applications and routers whose decorator makes a function a route handler."""
