"""Which functions of a project answer requests, by every way that frameworks know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddd_lint.index.project import ProjectIndex

Make = Callable[[Mapping[str, str]], ProjectIndex]


def handlers(project: ProjectIndex) -> dict[str, tuple[str, str]]:
    unit = project.evaluator.files.unit
    return {unit(found.ref).qualname: (found.framework, found.kind) for found in project.routes.handlers()}


def test_fastapi_and_starlette(make_index: Make) -> None:
    project = make_index(
        {
            "app/api.py": """
                from fastapi import APIRouter, FastAPI
                from starlette.endpoints import HTTPEndpoint
                from starlette.routing import Route, WebSocketRoute

                app = FastAPI()
                router = APIRouter()

                @router.get("/a")
                def listed(): ...

                @app.websocket("/ws")
                async def talks(websocket): ...

                def added(): ...
                def routed(request): ...
                def plain(request): ...

                app.add_api_route("/b", added)
                app.get("/c")(plain)

                class Page(HTTPEndpoint):
                    async def get(self, request): ...
                    def helper(self, request): ...

                routes = [Route("/d", endpoint=routed), Route("/e", Page)]
            """
        }
    )
    found = handlers(project)
    assert found["listed"][1] == "http"
    assert found["talks"][1] == "websocket"
    assert {"added", "routed", "plain", "Page.get"} <= found.keys()
    assert "Page.helper" not in found


def test_an_unknown_router_needs_a_path(make_index: Make) -> None:
    project = make_index(
        {
            "app/api.py": """
                from elsewhere import router, cache

                @router.get("/users")
                def users(): ...

                @router.post(path="/users")
                def create(): ...

                @router.patch(name="users", path="/users")
                def patch(): ...

                @router.put(name="users")
                def unplaced(): ...

                @router.delete()
                def nothing(): ...

                @cache.get("users")
                def cached(): ...

                @router.get
                def bare(): ...
            """
        }
    )
    assert handlers(project) == dict.fromkeys(("users", "create", "patch"), ("unknown", "http"))


def test_flask_and_its_kin(make_index: Make) -> None:
    project = make_index(
        {
            "app/views.py": """
                from flask import Blueprint, Flask
                from flask.views import MethodView
                from flask_restx import Namespace, Resource

                app = Flask(__name__)
                bp = Blueprint("bp", __name__)
                ns = Namespace("ns")

                @bp.route("/a")
                def first(): ...

                def second(): ...
                app.add_url_rule("/b", view_func=second)

                class Items(MethodView):
                    def get(self): ...
                    def _load(self): ...

                @ns.route("/c")
                class Things(Resource):
                    def post(self): ...
            """
        }
    )
    found = handlers(project)
    assert {"first", "second", "Items.get", "Things.post"} <= found.keys()
    assert "Items._load" not in found


def test_django_by_registration_class_and_convention(make_index: Make) -> None:
    project = make_index(
        {
            "shop/views.py": """
                from django.contrib.auth.decorators import login_required
                from django.http import HttpRequest, HttpResponse, JsonResponse
                from django.shortcuts import render
                from django.views import View
                from rest_framework.decorators import api_view
                from rest_framework.viewsets import ModelViewSet

                def by_name(request):
                    return render(request, "page.html")

                def by_type(req: HttpRequest) -> HttpResponse: ...

                def listed(anything): ...

                def wrapped(anything): ...

                def helper(request):
                    return request.user

                def _private(request):
                    return JsonResponse({})

                def number(request) -> int:
                    return 1

                @api_view(["GET"])
                def decorated(request): ...

                class Page(View):
                    def get(self, request): ...

                class Items(ModelViewSet):
                    def list(self, request): ...
                    def perform_create(self, serializer): ...
            """,
            "shop/urls.py": """
                from django.contrib.auth.decorators import login_required
                from django.urls import path, re_path
                from shop import views

                urlpatterns = [path("a", views.listed), re_path("b", login_required(views.wrapped)), path("c", views.Page.as_view())]
            """,
        }
    )
    found = handlers(project)
    assert {"by_name", "by_type", "listed", "decorated", "Page.get", "Items.list"} <= found.keys()
    assert not {"helper", "_private", "number"} & found.keys()


def test_graphql_grpc_and_others(make_index: Make) -> None:
    project = make_index(
        {
            "app/schema.py": """
                import graphene
                import strawberry

                @strawberry.type
                class Query:
                    @strawberry.field
                    def users(self) -> list[str]: ...

                class Old(graphene.ObjectType):
                    def resolve_name(self, info): ...
                    def helper(self, info): ...
            """,
            "app/service.py": """
                from app import shop_pb2_grpc
                from tornado.web import RequestHandler
                from pyramid.view import view_config
                from aiohttp import web

                class Shop(shop_pb2_grpc.ShopServicer):
                    def GetUser(self, request, context): ...
                    def _load(self, key): ...

                class Main(RequestHandler):
                    def get(self): ...

                @view_config(route_name="home")
                def home(request): ...

                async def hello(request): ...

                app = web.Application()
                app.router.add_get("/", hello)
            """,
        }
    )
    found = handlers(project)
    assert found["Query.users"][1] == "graphql"
    assert found["Old.resolve_name"][1] == "graphql"
    assert found["Shop.GetUser"] == ("grpc", "grpc")
    assert {"Main.get", "home"} <= found.keys()
    assert not {"Old.helper", "Shop._load"} & found.keys()


def test_hooks_that_a_base_class_leaves_open(make_index: Make) -> None:
    project = make_index(
        {
            "app/base.py": """
                from abc import ABC, abstractmethod
                from django.views import View

                from app.steps import Steps

                class Base(Steps, View, ABC):
                    def post(self, request):
                        self.missing(request)
                        self.prepare(request)
                        self.run(request)
                        return self.run(request)

                    def run(self, request):
                        return self.perform(request)

                    @abstractmethod
                    def perform(self, request): ...
            """,
            "app/pages.py": """
                from abc import abstractmethod

                from app.base import Base

                class Save(Base):
                    def perform(self, request):
                        return 1

                class StillOpen(Base):
                    @abstractmethod
                    def perform(self, request): ...

                class Inherits(Save):
                    pass
            """,
            "app/steps.py": """
                from abc import abstractmethod

                class Steps:
                    def prepare(self, request):
                        return self.prepared(request)

                    @abstractmethod
                    def prepared(self, request): ...
            """,
            "tests/test_pages.py": "from app.base import Base\n\nclass Fake(Base):\n    def perform(self, request):\n        return 2\n",
        }
    )
    found = handlers(project)
    assert found == {"Base.post": ("django", "http"), "Save.perform": ("django", "hook")}
    post = next(each.ref for each in project.routes.handlers() if each.kind == "http")
    assert project.routes.is_template(post)
    assert project.routes.handler(post) is not None
    assert project.routes.is_handler(post)
    assert not project.routes.is_handler((post[0], 0))


def test_registered_on_other_routers(make_index: Make) -> None:
    project = make_index(
        {
            "app/main.py": """
                import falcon
                from aiohttp import web
                from ariadne import MutationType, QueryType
                from litestar import get
                from sanic import Sanic

                async def hello(request): ...
                app = web.Application()
                app.router.add_get("/", hello)
                app.router.add_get("/nothing")

                class Things:
                    def on_get(self, req, resp): ...
                    def helper(self, req): ...

                falcon.App().add_route("/things", Things())

                async def sanic_handler(request): ...
                Sanic("x").add_route(sanic_handler, "/x")

                query = QueryType()

                @query.field("user")
                def resolve_user(root, info): ...

                def resolve_pay(root, info): ...
                MutationType().set_field("pay", resolve_pay)

                @get("/litestar")
                def litestar_handler(): ...

                def outer():
                    return get("/x")(later)(1)

                def later(): ...
            """,
            "tests/test_main.py": """
                from fastapi import FastAPI

                app = FastAPI()

                @app.get("/fake")
                def fake(): ...

                app.add_api_route("/fake", fake)
                app.get("/also")(fake)
            """,
        }
    )
    found = handlers(project)
    assert {
        "hello",
        "Things.on_get",
        "sanic_handler",
        "resolve_user",
        "resolve_pay",
        "litestar_handler",
        "later",
    } == set(found)
    assert found["resolve_user"] == ("ariadne", "graphql")


def test_views_are_told_from_helpers(make_index: Make) -> None:
    project = make_index(
        {
            "shop/http.py": """
                from django.http import HttpRequest, HttpResponse, JsonResponse

                class SignedRequest(HttpRequest):
                    pass

                class PlainResponse(HttpResponse):
                    pass
            """,
            "shop/views.py": """
                from functools import partial, wraps

                from django.http import HttpRequest, HttpResponse
                from django.urls import path
                from elsewhere import login_required, settings

                from shop.http import PlainResponse, SignedRequest

                def limited(view):
                    @wraps(view)
                    def wrapper(request):
                        return view(request)
                    return wrapper

                def says_so(request: HttpRequest) -> HttpResponse: ...
                def own_types(request: SignedRequest) -> PlainResponse: ...
                def own_response(request):
                    return PlainResponse()
                def says_otherwise(request) -> int:
                    return render(request)
                def other_request(request: int):
                    return render(request)
                def registered(request): ...
                def wrapped(request): ...
                def limited_view(request): ...
                def with_options(request, kind): ...
                def gives_nothing(request):
                    return
                def gives_a_number(request):
                    return settings.number or 1
                def says_what_nobody_knows(request) -> "Missing":
                    return render(request)
                def without_request(): ...

                class Page:
                    def get(self, request): ...

                urlpatterns = [
                    path("a", registered),
                    path("b", login_required(wrapped)),
                    path("c", limited(limited_view)),
                    path("d", partial(with_options, kind="x")),
                    path("e", login_required(1)),
                    path("f", login_required(Page)),
                ]
            """,
            "shop/foreign.py": """
                from vendor.views import VendorView

                class Told(VendorView):
                    def get(self, request): ...
                    def post(self, form): ...

                class Plain(object):
                    def get(self, request): ...
            """,
        }
    )
    found = handlers(project)
    assert set(found) == {
        "says_so", "own_types", "own_response", "says_what_nobody_knows", "registered", "wrapped", "limited_view",
        "with_options", "Told.get",
    }  # fmt: skip
    assert found["Told.get"] == ("unknown", "http")


def test_what_stands_inside_a_handler_belongs_to_it(make_index: Make) -> None:
    project = make_index(
        {
            "app/api.py": """
                from fastapi import FastAPI

                app = FastAPI()

                @app.get("/a")
                def outer():
                    def inner(): ...
                    return inner
            """
        }
    )
    (outer,) = project.routes.handlers()
    inner = next(
        (path, number)
        for path, facts in project.files.items()
        for number, unit in enumerate(facts.units)
        if unit.name == "inner"
    )
    assert project.routes.is_handler(inner)
    assert project.routes.handler(inner) is None
    assert not project.routes.is_template(outer.ref)


def test_what_only_tests_register_is_no_handler(make_index: Make) -> None:
    project = make_index(
        {
            "app/main.py": """
                from fastapi import FastAPI

                from tests.fakes import fake

                app = FastAPI()

                @app.get("/a")
                def real(): ...

                app.get("/b")(fake)
            """,
            "tests/fakes.py": "def fake(): ...",
        }
    )
    assert handlers(project) == {"real": ("starlette", "http")}
