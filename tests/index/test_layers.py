"""Layers told from names and contents, and the imports between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ddd_lint.index.layers import module_pattern
from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.facts import FileFacts
from ddd_lint.model.settings import Roles, Settings
from ddd_lint.model.suppressions import NO_SUPPRESSIONS

Make = Callable[[Mapping[str, str]], ProjectIndex]

ROUTE = """
from fastapi import APIRouter

router = APIRouter()


@router.get("/")
def show() -> int:
    return 1
"""
MAPPED = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Row(Base):
    __tablename__ = "rows"

    id: Mapped[int] = mapped_column(primary_key=True)
"""
PLAIN = """
class Thing:
    def __init__(self, id: int) -> None:
        self.id = id
"""


@pytest.mark.parametrize(
    ("path", "layer"),
    [
        ("shop/domain/order.py", "domain"),
        ("shop/domain/services/prices.py", "domain"),
        ("shop/domain/repositories.py", "domain"),
        ("shop/domain/use_cases/send.py", "service"),
        ("shop/value_objects/money.py", "domain"),
        ("shop/application/orders.py", "service"),
        ("shop/application/repositories.py", "service"),
        ("shop/application/domain/order.py", "domain"),
        ("shop/orders/service.py", "service"),
        ("shop/order_service.py", "service"),
        ("shop/routers/orders.py", "api"),
        ("shop/routers/service.py", "api"),
        ("shop/orders/views.py", "api"),
        ("shop/order_router.py", "api"),
        ("shop/infrastructure/mail.py", "infrastructure"),
        ("shop/infrastructure/repositories.py", "repository"),
        ("shop/infrastructure/alert_service.py", "infrastructure"),
        ("shop/repos/orders.py", "repository"),
        ("shop/repos.py", ""),
        ("shop/order_repository.py", "repository"),
        ("shop/main.py", "composition"),
        ("shop/dependencies.py", "composition"),
        ("shop/orders.py", ""),
        ("shop/web/orders.py", ""),
        ("shop/models/routers.py", ""),
        ("shop/services/models/domain.py", "service"),
    ],
)
def test_layer_of_a_name(make_index: Make, path: str, layer: str) -> None:
    assert make_index({path: "x = 1\n"}).layers.of(path) == layer


@pytest.mark.parametrize(
    ("files", "path", "layer"),
    [
        ({"shop/api/orders.py": ROUTE, "shop/api/shown.py": ""}, "shop/api/shown.py", "api"),
        ({"shop/api/orders.py": ROUTE, "shop/api/services/a.py": ""}, "shop/api/services/a.py", "service"),
        ({"shop/api/client.py": PLAIN}, "shop/api/client.py", ""),
        # A feature of its own, though it is called after a layer.
        ({"shop/domain/views.py": "", "shop/domain/models.py": MAPPED}, "shop/domain/models.py", ""),
        ({"shop/route/service.py": "", "shop/route/models.py": MAPPED}, "shop/route/service.py", "service"),
        ({"shop/route/tables/a.py": MAPPED, "shop/route/views.py": ""}, "shop/route/tables/a.py", ""),
        # A bag of features, each with layers of its own.
        ({"shop/domain/a/routes.py": "", "shop/domain/a/order.py": PLAIN}, "shop/domain/a/order.py", ""),
        (
            {"shop/services/a/routers/x.py": "", "shop/services/a/domain/y.py": ""},
            "shop/services/a/domain/y.py",
            "domain",
        ),
        ({"shop/services/a/routers/x.py": "", "shop/services/a/domain/y.py": ""}, "shop/services/a/z.py", ""),
        # Entities and models are the domain where they are plain and stand beside a service or repository layer.
        ({"shop/entities/thing.py": PLAIN}, "shop/entities/thing.py", "domain"),
        ({"shop/entities/thing.py": PLAIN, "shop/entities/other.py": PLAIN}, "shop/entities/other.py", "domain"),
        ({"shop/entities/thing.py": MAPPED}, "shop/entities/thing.py", ""),
        (
            {"shop/entities/thing.py": "from pydantic import BaseModel\nclass A(BaseModel): ...\n"},
            "shop/entities/thing.py",
            "",
        ),
        ({"shop/entities/thing.py": "from enum import Enum\nclass A(Enum): ...\n"}, "shop/entities/thing.py", "domain"),
        ({"shop/entities/thing.py": "x = 1\n"}, "shop/entities/thing.py", ""),
        ({"shop/models.py": PLAIN, "shop/services.py": ""}, "shop/models.py", "domain"),
        ({"models.py": PLAIN, "services.py": ""}, "models.py", "domain"),
        ({"shop/models.py": PLAIN}, "shop/models.py", ""),
        ({"shop/models.py": PLAIN, "shop/services.py": "", "other/models.py": MAPPED}, "shop/models.py", ""),
        ({"shop/models.py": PLAIN, "shop/services.py": "", "other/tables.py": MAPPED}, "shop/models.py", "domain"),
    ],
)
def test_layer_of_contents(make_index: Make, files: dict[str, str], path: str, layer: str) -> None:
    project = make_index({path: "", **files})
    assert project.layers.of(path) == layer
    assert project.layers.of(path) == layer


def test_modules_of_one_package_are_of_one_layer(make_index: Make) -> None:
    project = make_index({"shop/entities/thing.py": PLAIN, "shop/entities/other.py": PLAIN, "shop/services.py": ""})
    assert [project.layers.of(f"shop/entities/{name}.py") for name in ("thing", "other")] == ["domain", "domain"]


def test_an_end_of_a_name_says_nothing_below_a_layer(make_index: Make) -> None:
    path = "shop/presentation/order_repository.py"
    assert make_index({path: ""}).layers.of(path) == "api"


def test_the_longest_pattern_decides() -> None:
    settings = Settings(
        layers={"domain": ("shop.core",), "repository": ("shop.core.store",)}, domain_packages=("shop.more",)
    )
    files = {
        path: FileFacts(path, (), None, NO_SUPPRESSIONS)
        for path in ("shop/core/a.py", "shop/core/store.py", "shop/more.py", "shop/x.py")
    }
    project = ProjectIndex(files, settings, lambda _: Roles(), frozenset(files))
    assert [project.layers.of(path) for path in files] == ["domain", "repository", "domain", ""]


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("shop.domain", ["shop.domain", "shop.domain.order.line"], ["shop.domains", "shop", "my.shop.domain"]),
        ("shop.*.domain", ["shop.a.domain", "shop.a.domain.b"], ["shop.domain", "shop.a.b.domain"]),
        ("shop.**.domain", ["shop.domain", "shop.a.b.domain.c"], ["shop.a.domains"]),
        ("shop.domain.**", ["shop.domain", "shop.domain.a.b"], ["shop.domaine"]),
        ("**.domain", ["domain", "a.b.domain"], ["adomain"]),
        ("**", ["a.b"], []),
    ],
)
def test_module_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    compiled = module_pattern(pattern)
    assert [name for name in yes if not compiled.match(name)] == []
    assert [name for name in no if compiled.match(name)] == []


def test_imports_statement_by_statement(make_index: Make) -> None:
    project = make_index(
        {
            "app/a.py": """
                import os.path, json as j
                from typing import TYPE_CHECKING
                from shop import one, two, Name
                from space import three, missing
                from . import b
                from .b import (
                    first,
                    second,
                )
                from .b import third
                from app.b import *
                import typing

                if TYPE_CHECKING:
                    import never

                if typing.TYPE_CHECKING:
                    from never import neither

                if j:
                    import sometimes


                def run() -> None:
                    from late import comer
            """,
            "app/b.py": "first = second = third = 1\n",
            "shop/__init__.py": "Name = 1\ntwo = 2\n",
            "shop/one.py": "",
            "shop/two.py": "",
            "space/three.py": "",
        }
    )
    found = [(part.module, part.path, part.names, part.line) for part in project.imports.of("app/a.py")]
    assert found == [
        ("os.path", "", (), 2),
        ("json", "", (), 2),
        ("typing", "", ("TYPE_CHECKING",), 3),
        ("shop", "shop/one.py", ("one",), 4),
        ("shop", "shop/__init__.py", ("two", "Name"), 4),
        ("space", "space/three.py", ("three",), 5),
        ("space", "space", ("missing",), 5),
        (".", "app/b.py", ("b",), 6),
        (".b", "app/b.py", ("first", "second"), 8),
        (".b", "app/b.py", ("third",), 11),
        ("app.b", "app/b.py", ("*",), 12),
        ("typing", "", (), 13),
        ("sometimes", "", (), 22),
        ("late", "", ("comer",), 26),
    ]
    assert project.imports.of("app/a.py") is project.imports.of("app/a.py")
