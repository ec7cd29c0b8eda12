"""How each web framework learns which function answers a request: decorators, registration calls, classes with methods of a fixed name.

Names are qualified ones; one that ends with `.*` means everything below a module or class.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

HTTP = "http"
WEBSOCKET = "websocket"
GRAPHQL = "graphql"
GRPC = "grpc"
HOOK = "hook"
"""A method that the framework's own handler calls, such as `perform_create`."""

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})

Place = tuple[int, str]
"""Where a registering call takes its handler: by position, or by keyword."""


class Classes(msgspec.Struct, frozen=True):
    """Classes whose methods answer requests.

    bases: the library classes they derive from. methods: names of the methods (a trailing `*` for any that begins so) → kind.
    """

    bases: tuple[str, ...]
    methods: Mapping[str, str]


class Routing(msgspec.Struct, frozen=True):
    """One framework's ways.

    routers: classes whose methods decorate (`decorators`: method → kind) or register (`registrars`: method → where the handler stands).
    functions: decorators by qualified name → kind. calls: registering functions and classes by qualified name → where the handler stands.
    classes: class-based handlers.
    """

    name: str
    routers: tuple[str, ...] = ()
    decorators: Mapping[str, str] = {}
    registrars: Mapping[str, Place] = {}
    functions: Mapping[str, str] = {}
    calls: Mapping[str, Place] = {}
    classes: tuple[Classes, ...] = ()


_VERBS: Mapping[str, str] = dict.fromkeys(VERBS, HTTP)
_ROUTES: Mapping[str, str] = {**_VERBS, "route": HTTP}
_ASGI: Mapping[str, str] = {**_ROUTES, "api_route": HTTP, "websocket": WEBSOCKET, "websocket_route": WEBSOCKET}
_VIEW: Mapping[str, str] = dict.fromkeys(VERBS, HTTP)
_ENDPOINT: Place = (1, "endpoint")

STARLETTE = Routing(
    "starlette",
    routers=(
        "fastapi.FastAPI", "fastapi.applications.FastAPI", "fastapi.APIRouter", "fastapi.routing.APIRouter",
        "starlette.applications.Starlette", "starlette.routing.Router", "fastapi_utils.inferring_router.InferringRouter",
        "fastapi_versionizer.*", "fastapi_router_controller.*",
    ),
    decorators=_ASGI,
    registrars={
        "add_api_route": _ENDPOINT, "add_api_websocket_route": _ENDPOINT, "add_route": (1, "route"), "add_websocket_route": (1, "route"),
    },
    calls=dict.fromkeys(
        ("starlette.routing.Route", "starlette.routing.WebSocketRoute", "fastapi.routing.APIRoute", "fastapi.routing.APIWebSocketRoute"),
        _ENDPOINT,
    ),
    classes=(
        Classes(("starlette.endpoints.HTTPEndpoint",), _VIEW),
        Classes(
            ("starlette.endpoints.WebSocketEndpoint",),
            dict.fromkeys(("on_connect", "on_receive", "on_disconnect"), WEBSOCKET),
        ),
    ),
)  # fmt: skip

LITESTAR = Routing(
    "litestar",
    functions={f"{package}.{verb}": HTTP for package in ("litestar", "litestar.handlers", "starlite") for verb in (*VERBS, "route")}
    | {f"{package}.websocket": WEBSOCKET for package in ("litestar", "litestar.handlers", "starlite")}
    | {f"{package}.websocket_listener": WEBSOCKET for package in ("litestar", "litestar.handlers")},
)  # fmt: skip

FLASK = Routing(
    "flask",
    routers=(
        "flask.Flask", "flask.app.Flask", "flask.Blueprint", "flask.blueprints.Blueprint", "quart.Quart", "quart.Blueprint",
        "flask_smorest.Blueprint", "flask_smorest.blueprint.Blueprint", "flask_openapi3.*", "apiflask.APIFlask", "apiflask.APIBlueprint",
        "flask_restx.Namespace", "flask_restx.Api", "flask_restplus.Namespace", "flask_restplus.Api", "flask_login.*", "chalice.Chalice",
    ),
    decorators={**_ROUTES, "websocket": WEBSOCKET},
    registrars={"add_url_rule": (2, "view_func"), "add_resource": (0, "resource")},
    functions={"flask_appbuilder.expose": HTTP, "flask_appbuilder.api.expose": HTTP, "flask_admin.expose": HTTP, "flask_classful.route": HTTP},
    classes=(
        Classes(
            (
                "flask.views.MethodView", "quart.views.MethodView", "flask_restful.Resource", "flask_restx.Resource", "flask_restplus.Resource",
                "flask_restx.resource.Resource", "apiflask.views.MethodView", "flask_classful.FlaskView",
            ),
            _VIEW,
        ),
        Classes(("flask.views.View", "quart.views.View"), {"dispatch_request": HTTP}),
    ),
)  # fmt: skip

SANIC = Routing(
    "sanic",
    routers=("sanic.Sanic", "sanic.app.Sanic", "sanic.Blueprint", "sanic.blueprints.Blueprint"),
    decorators={**_ROUTES, "websocket": WEBSOCKET},
    registrars={"add_route": (0, "handler"), "add_websocket_route": (0, "handler")},
    classes=(Classes(("sanic.views.HTTPMethodView",), _VIEW),),
)

AIOHTTP = Routing(
    "aiohttp",
    routers=("aiohttp.web.RouteTableDef", "aiohttp.web_routedef.RouteTableDef", "aiohttp.web.Application", "aiohttp.web.Application.router",
             "aiohttp.web.UrlDispatcher"),
    decorators={**_ROUTES, "view": HTTP},
    registrars={f"add_{verb}": (1, "handler") for verb in VERBS} | {"add_route": (2, "handler"), "add_view": (1, "handler")},
    calls={f"aiohttp.web.{verb}": (1, "handler") for verb in (*VERBS, "view")} | {"aiohttp.web.route": (2, "handler")},
    classes=(Classes(("aiohttp.web.View",), _VIEW),),
)  # fmt: skip

TORNADO = Routing(
    "tornado",
    classes=(
        Classes(("tornado.web.RequestHandler",), _VIEW),
        Classes(
            ("tornado.websocket.WebSocketHandler",), {**_VIEW, "open": WEBSOCKET, "on_message": WEBSOCKET, "on_close": WEBSOCKET}
        ),
    ),
)  # fmt: skip

PYRAMID = Routing(
    "pyramid",
    routers=("pyramid.config.Configurator", "cornice.Service", "cornice.service.Service"),
    decorators=_VERBS,
    registrars={"add_view": (0, "view")},
    functions={"pyramid.view.view_config": HTTP, "cornice.resource.view": HTTP},
)

BOTTLE = Routing(
    "bottle",
    routers=("bottle.Bottle",),
    decorators=_ROUTES,
    functions={f"bottle.{name}": HTTP for name in ("route", "get", "post", "put", "delete", "patch")},
)

FALCON = Routing(
    "falcon",
    routers=("falcon.App", "falcon.API", "falcon.asgi.App"),
    registrars={"add_route": (1, "resource")},
)

_GENERIC: Mapping[str, str] = {
    **_VIEW,
    **dict.fromkeys(("form_valid", "form_invalid", "get_context_data", "get_queryset", "get_object"), HOOK),
}

DJANGO = Routing(
    "django",
    calls={
        f"{package}.{name}": (1, "view")
        for package in ("django.urls", "django.conf.urls", "django.urls.conf")
        for name in ("path", "re_path", "url")
    },
    functions={
        f"django.views.decorators.http.{name}": HTTP for name in ("require_POST", "require_GET", "require_safe", "require_http_methods")
    },
    classes=(Classes(("django.views.View", "django.views.generic.*"), _GENERIC),),
)  # fmt: skip

_ACTIONS: Mapping[str, str] = dict.fromkeys(("list", "create", "retrieve", "update", "partial_update", "destroy"), HTTP)

DRF = Routing(
    "django",
    functions={
        "rest_framework.decorators.api_view": HTTP,
        "rest_framework.decorators.action": HTTP,
        "rest_framework.decorators.detail_route": HTTP,
        "rest_framework.decorators.list_route": HTTP,
    },
    classes=(
        Classes(
            ("rest_framework.views.APIView", "rest_framework.generics.*", "rest_framework.viewsets.*", "rest_framework.mixins.*"),
            {**_VIEW, **_ACTIONS, **dict.fromkeys(("perform_create", "perform_update", "perform_destroy", "get_queryset", "get_object"), HOOK)},
        ),
    ),
)  # fmt: skip

ACTIONS_ARGUMENT: Place = (0, "actions")
"""Where `as_view` of a view set takes what method of it answers a verb."""

DJANGO_VIEWS = "django.views."
COPIED_DECORATORS = frozenset({"action", "detail_route", "list_route"})
COPIED_VIEW_SETS = frozenset({"ViewSet", "GenericViewSet", "ViewSetMixin"})
"""What projects call their own copies of REST framework's decorators and view sets, made upon Django's views."""

NINJA = Routing(
    "django",
    routers=(
        "ninja.NinjaAPI",
        "ninja.Router",
        "ninja.router.Router",
        "ninja_extra.NinjaExtraAPI",
        "ninja_extra.Router",
    ),
    decorators={**_VERBS, "api_operation": HTTP},
    functions={f"ninja_extra.http_{verb}": HTTP for verb in VERBS}
    | {f"ninja_extra.route.{verb}": HTTP for verb in VERBS},
)

CHANNELS = Routing(
    "django",
    classes=(
        Classes(
            ("channels.generic.websocket.*", "channels.consumer.*", "channels.generic.http.*"),
            dict.fromkeys(("connect", "disconnect", "receive", "receive_json", "websocket_connect", "websocket_receive", "handle"), WEBSOCKET),
        ),
    ),
)  # fmt: skip

STRAWBERRY = Routing(
    "strawberry",
    functions={
        f"{package}.{name}": GRAPHQL
        for package in ("strawberry", "strawberry_django", "strawberry.django", "strawberry_django.fields", "gqlauth")
        for name in ("field", "mutation", "subscription", "input_mutation", "offset_paginated", "connection")
    },
)  # fmt: skip

GRAPHENE = Routing(
    "graphene",
    classes=(
        Classes(
            (
                "graphene.ObjectType", "graphene.Mutation", "graphene.relay.ClientIDMutation", "graphene.relay.Node", "graphene.Interface",
                "graphene.types.objecttype.ObjectType", "graphene.types.mutation.Mutation", "graphene.relay.mutation.ClientIDMutation",
                "graphene_django.DjangoObjectType", "graphene_django.types.DjangoObjectType", "graphene_sqlalchemy.SQLAlchemyObjectType",
            ),
            {"resolve_*": GRAPHQL, "mutate": GRAPHQL, "mutate_and_get_payload": GRAPHQL},
        ),
    ),
)  # fmt: skip

ARIADNE = Routing(
    "ariadne",
    routers=(
        "ariadne.QueryType", "ariadne.MutationType", "ariadne.ObjectType", "ariadne.SubscriptionType", "ariadne.InterfaceType",
    ),
    decorators={"field": GRAPHQL, "source": GRAPHQL},
    registrars={"set_field": (1, "resolver"), "set_source": (1, "generator")},
)  # fmt: skip

FRAMEWORKS = (
    STARLETTE, LITESTAR, FLASK, SANIC, AIOHTTP, TORNADO, PYRAMID, BOTTLE, FALCON, DJANGO, DRF, NINJA, CHANNELS, STRAWBERRY, GRAPHENE, ARIADNE,
)  # fmt: skip

# -- conventions -------------------------------------------------------------------------------------------------------

VIEW_ENDINGS = ("View", "ViewSet", "APIView", "MethodView", "Resource", "HTTPEndpoint", "RequestHandler")
"""How the names of library classes end whose methods called after HTTP verbs answer requests, where no table knows them."""

SERVICER_ENDING = "Servicer"
"""How the names of gRPC's generated bases end."""

RESOURCE_METHODS = frozenset({*VERBS, *(f"on_{verb}" for verb in VERBS)})
ENTRY_METHODS = frozenset(
    {"dispatch_request", "process", "_process", "handle", "__call__", *(f"_process_{verb.upper()}" for verb in VERBS)}
)
"""The methods that answer where a class of the project is registered itself: the former, or without any the latter."""

REQUEST_PARAMETERS = frozenset({"request", "req", "_request"})
REQUEST_TYPES = frozenset(
    {"django.http.HttpRequest", "django.http.request.HttpRequest", "rest_framework.request.Request", "django.core.handlers.wsgi.WSGIRequest",
     "django.core.handlers.asgi.ASGIRequest"}
)  # fmt: skip
"""The first parameter of a view function of Django."""

UNKNOWN_DECORATORS = frozenset({*VERBS, "route", "api_route", "websocket"})
"""Methods that decorate a handler for sure where their first argument is a path, whoever has them."""

# -- what stands in a handler ------------------------------------------------------------------------------------------

DEFERRING = frozenset(
    {"on_commit", "add_task", "call_later", "call_soon", "call_after", "after_this_request", "after_response", "add_done_callback", "add_job",
     "create_task", "ensure_future", "start_soon", "start_background_task", "submit", "enqueue", "defer", "Thread", "Timer", "Process"}
)  # fmt: skip
"""Last names of functions that run what they get later, beside or after the request."""

LOOK_UPS = (
    "_or_404",
    ".get_object",
    ".aget_object",
    ".filter_queryset",
    ".paginate_queryset",
    ".refresh",
    "refresh_from_db",
)
"""How the names of functions end that look an object up for a handler, answer 404 or read an object again: no data access of a handler's own."""

LOADING_WORDS = frozenset(
    {
        "args",
        "arguments",
        "params",
        "object",
        "queryset",
        "load",
        "fetch",
        "access",
        "permission",
        "permissions",
        "check",
        "initial",
        "setup",
        "get",
        "is",
        "has",
        "find",
    }
)
"""Words in the names of hooks that prepare a request as a dependency does: they load what it names, or judge who may."""

CONSUMERS = frozenset(
    {
        "dump",
        "dumps",
        "jsonify",
        "marshal",
        "render_template",
        "render_template_string",
        "render",
        "TemplateResponse",
        "to_dict",
    }
)
"""Last names of library functions that iterate what they get while they make the response."""

QUERY_LAYERS = frozenset(
    {"services", "service", "selectors", "selector", "use_cases", "usecases", "repositories", "repository", "repos", "crud",
     "queries", "commands", "interactors", "application", "service_layer", "domain"}
)  # fmt: skip
"""Packages and modules that hold the queries of a Django project which keeps them out of its views."""
