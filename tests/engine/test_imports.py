"""Which files imports lead to."""

import libcst as cst
import pytest

from ddd_lint.engine.imports import imported_files
from ddd_lint.facts import extract
from ddd_lint.index.modules import Modules

FILES = [
    "app/__init__.py",
    "app/views.py",
    "app/sub/deep.py",
    "tests/__init__.py",
    "tests/factories.py",
    "tests/plain/helpers.py",
    "manage.py",
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tests", {"tests/__init__.py"}),
        ("import tests.factories", {"tests/__init__.py", "tests/factories.py"}),
        ("import tests.factories as f", {"tests/__init__.py", "tests/factories.py"}),
        ("from tests import factories", {"tests/__init__.py", "tests/factories.py"}),
        ("from tests import Nothing", {"tests/__init__.py"}),
        ("from tests.factories import User", {"tests/__init__.py", "tests/factories.py"}),
        ("from tests.factories import *", {"tests/__init__.py", "tests/factories.py"}),
        ("def f():\n    from tests.plain import helpers", {"tests/__init__.py", "tests/plain/helpers.py"}),
        ("from . import views", {"app/__init__.py", "app/views.py"}),
        ("from .sub import deep", {"app/__init__.py", "app/sub/deep.py"}),
        ("from .. import tests", {"tests/__init__.py"}),
        ("import os, requests.sessions", set()),
        ("from unknown import x", set()),
    ],
)
def test_imports_lead_to_files(source: str, expected: set[str]) -> None:
    facts = extract("app/main.py", source, cst.parse_module(source))
    assert imported_files(Modules([*FILES, "app/main.py"]), [facts]) == expected
