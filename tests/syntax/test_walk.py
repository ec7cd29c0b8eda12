"""The one walk that all tree rules share."""

from __future__ import annotations

import libcst as cst
import pytest

from ddd_lint.model.settings import Roles, Settings
from ddd_lint.syntax.walk import Dispatch, FileContext

TEXT = """\
import json
from os import path as p


def outer(a):
    for x in a:
        class Inner:
            y = x
    return lambda b: [c for c in b]


while True:
    pass
"""


class Trace:
    """Writes down what it meets, with the depth of the scopes around it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def _note(self, kind: str, context: FileContext) -> None:
        self.seen.append(f"{kind} {len(context.functions)} {len(context.classes)} {len(context.loops)}")

    def visit_FunctionDef(self, node: cst.FunctionDef, context: FileContext) -> None:  # noqa: N802
        self._note(f"def {node.name.value}", context)

    def leave_FunctionDef(self, node: cst.FunctionDef, context: FileContext) -> None:  # noqa: N802
        self._note(f"end {node.name.value}", context)

    def visit_ClassDef(self, node: cst.ClassDef, context: FileContext) -> None:  # noqa: N802
        self._note(f"class {node.name.value}", context)

    def visit_CompFor(self, node: cst.CompFor, context: FileContext) -> None:  # noqa: N802
        self._note("comp", context)

    def leave_CompFor(self, node: cst.CompFor, context: FileContext) -> None:  # noqa: N802
        self._note("end comp", context)

    def visit_Pass(self, node: cst.Pass, context: FileContext) -> None:  # noqa: N802
        self._note("pass", context)

    def leave_Name(self, node: cst.Name, context: FileContext) -> None:  # noqa: N802
        if node.value in ("y", "c"):
            self._note(f"name {node.value}", context)


def context_of(text: str) -> FileContext:
    return FileContext("m.py", text, cst.parse_module(text), Settings(), Roles())


def failed(subscriber: object, error: Exception) -> None:
    raise error


def test_nodes_are_entered_and_left_inside_their_scopes() -> None:
    trace = Trace()
    assert Dispatch([trace]).walk(context_of(TEXT), failed) == []
    assert trace.seen == [
        "def outer 0 0 0",
        "class Inner 1 0 1",
        "name y 1 1 1",
        "name c 2 0 0",
        "comp 2 0 0",
        "name c 2 0 1",
        "end comp 2 0 0",
        "end outer 0 0 0",
        "pass 0 0 1",
    ]


def test_a_handler_that_raises_loses_the_rest_of_the_file_and_no_other_does() -> None:
    class Raises:
        def leave_Name(self, node: cst.Name, context: FileContext) -> None:  # noqa: N802
            raise ValueError(node.value)

    trace, told = Trace(), []
    Dispatch([Raises(), trace]).walk(context_of("x = y"), lambda subscriber, error: told.append(str(error)))
    assert told == ["x"]
    assert trace.seen == ["name y 0 0 0"]


@pytest.mark.parametrize("name", ["visit_", "visit_name", "enter_Name", "leave"])
def test_only_methods_named_after_nodes_subscribe(name: str) -> None:
    def handler(self: object, node: cst.CSTNode, context: FileContext) -> None:
        raise AssertionError

    subscriber = type("Subscriber", (), {name: handler})()
    assert Dispatch([subscriber]).walk(context_of("x = 1"), failed) == []
