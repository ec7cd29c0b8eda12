"""The web frameworks' own errors, requests and responses, which only the API should know."""

from __future__ import annotations

HTTP_ERRORS = frozenset(
    {
        "fastapi.HTTPException", "fastapi.exceptions.HTTPException", "fastapi.exceptions.WebSocketException", "fastapi.WebSocketException",
        "starlette.exceptions.HTTPException", "starlette.exceptions.WebSocketException", "django.http.Http404", "django.http.response.Http404",
        "ninja.errors.HttpError", "tornado.web.HTTPError", "bottle.HTTPError", "flask.HTTPException", "connexion.ProblemException",
        "rest_framework.exceptions.APIException", "rest_framework.exceptions.NotFound", "rest_framework.exceptions.PermissionDenied",
        "rest_framework.exceptions.ParseError", "rest_framework.exceptions.NotAuthenticated", "rest_framework.exceptions.AuthenticationFailed",
        "rest_framework.exceptions.MethodNotAllowed", "rest_framework.exceptions.Throttled",
    }
)  # fmt: skip
"""Exceptions that answer a request."""

HTTP_ERROR_MODULES = (
    "werkzeug.exceptions.", "litestar.exceptions.", "sanic.exceptions.", "pyramid.httpexceptions.", "aiohttp.web.HTTP",
    "aiohttp.web_exceptions.", "falcon.HTTP", "quart.exceptions.", "webob.exc.",
)  # fmt: skip
"""How the names of such exceptions begin, where a module holds nothing else."""

ABORTS = frozenset(
    {"flask.abort", "quart.abort", "werkzeug.exceptions.abort", "bottle.abort", "flask_restful.abort", "flask_restx.abort",
     "flask_smorest.abort", "sanic.exceptions.abort"}
)  # fmt: skip
"""Functions that raise one."""

MESSAGE_TYPES = frozenset(
    {
        "fastapi.Request", "fastapi.Response", "fastapi.UploadFile", "fastapi.WebSocket", "fastapi.requests.Request", "flask.Request",
        "flask.Response", "flask.wrappers.Response", "werkzeug.datastructures.FileStorage", "werkzeug.wrappers.Request",
        "werkzeug.wrappers.Response", "quart.Request", "quart.Response", "aiohttp.web.Request", "aiohttp.web.Response", "sanic.Request",
        "sanic.request.Request", "litestar.Request", "litestar.Response", "litestar.datastructures.UploadFile", "django.http.HttpRequest",
        "django.http.request.HttpRequest", "django.core.files.uploadedfile.UploadedFile", "rest_framework.request.Request",
        "rest_framework.response.Response", "starlette.datastructures.UploadFile", "starlette.requests.Request", "starlette.websockets.WebSocket",
        "pyramid.request.Request", "pyramid.response.Response", "falcon.Request", "falcon.Response",
    }
)  # fmt: skip
"""Requests, responses and uploaded files."""

MESSAGE_MODULES = ("starlette.responses.", "fastapi.responses.", "django.http.HttpResponse", "django.http.JsonResponse",
                   "django.http.StreamingHttpResponse", "django.http.FileResponse", "django.http.response.")  # fmt: skip
"""How the names of further responses begin."""


def is_http_error(name: str) -> bool:
    """Whether a library's class is an exception that answers a request."""
    return name in HTTP_ERRORS or name.startswith(HTTP_ERROR_MODULES)


def is_message(name: str) -> bool:
    """Whether a library's class is a request, a response or an uploaded file."""
    return name in MESSAGE_TYPES or name.startswith(MESSAGE_MODULES)
