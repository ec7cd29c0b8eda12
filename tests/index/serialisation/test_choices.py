"""Which returns of a function serve a request that lists."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import pytest

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.serialisation.choices import returned
from ddd_lint.index.values import Cls

Make = Callable[[Mapping[str, str]], ProjectIndex]

CLASSES = """\
class A: ...
class B: ...
class C: ...

READING = "list"

"""

CASES = {
    "the action asked for": (
        """
        if self.action == "list":
            return A
        return B
        """,
        "A",
    ),
    "another action": (
        """
        if self.action == "create":
            return A
        return B
        """,
        "B",
    ),
    "the other branch of the action asked for": (
        """
        if self.action == "list":
            return A
        else:
            return B
        """,
        "A",
    ),
    "the other branch of another action": (
        """
        if self.action == "create":
            return A
        elif self.action == "update":
            return B
        else:
            return C
        """,
        "C",
    ),
    "every return where none is told": (
        """
        if self.request.user.is_staff:
            return A
        return B
        """,
        "A B",
    ),
    "one return, and no other way out": (
        """
        if self.action == "list":
            if self.request.user.is_staff:
                return A
            return B
        """,
        "A B",
    ),
    "no return behind the one that is certain": (
        """
        if self.action == "list":
            if self.request.user.is_staff:
                return A
            return B
        return C
        """,
        "A B",
    ),
    "a negated test": (
        """
        if not self.action == "list":
            return A
        return B
        """,
        "B",
    ),
    "the negation of a test that is not told": (
        """
        if not self.compact:
            return A
        return B
        """,
        "A B",
    ),
    "a test that holds beside one that is not told": (
        """
        if self.compact or self.action == "list":
            return A
        return B
        """,
        "A",
    ),
    "a test that does not hold beside one that is not told": (
        """
        if self.action == "create" and self.compact:
            return A
        return B
        """,
        "B",
    ),
    "two tests that hold": (
        """
        if self.action == "list" and self.request.method == "GET":
            return A
        return B
        """,
        "A",
    ),
    "two tests of which none holds": (
        """
        if self.action == "create" or self.action == "update":
            return A
        return B
        """,
        "B",
    ),
    "a test that needs another one, not told": (
        """
        if self.action == "list" and self.compact:
            return A
        return B
        """,
        "A B",
    ),
    "the request's method": (
        """
        if self.request.method in ("POST", "PUT"):
            return A
        return B
        """,
        "B",
    ),
    "a list that holds the action": (
        """
        if self.action in ["list", "retrieve"]:
            return A
        return B
        """,
        "A",
    ),
    "a set that holds it, negated": (
        """
        if self.action not in {"list", "retrieve"}:
            return A
        return B
        """,
        "B",
    ),
    "a tuple of which one item is not told": (
        """
        if self.action in ("create", self.extra):
            return A
        return B
        """,
        "A B",
    ),
    "a constant of the module": (
        """
        if self.action != READING:
            return A
        return B
        """,
        "B",
    ),
    "a number, which no action is": (
        """
        if self.action == 1:
            return A
        return B
        """,
        "A B",
    ),
    "an ordering, which tells nothing": (
        """
        if self.action > "list":
            return A
        return B
        """,
        "A B",
    ),
    "a name that is not given": (
        """
        if self.kind == "list":
            return A
        return B
        """,
        "A B",
    ),
    "a text before the name, which is not understood": (
        """
        if "list" == self.action:
            return A
        return B
        """,
        "A B",
    ),
    "a with block, which is always entered": (
        """
        with self.lock:
            if self.action == "list":
                return A
        return B
        """,
        "A",
    ),
    "a try block, which may be left before": (
        """
        try:
            return A
        except KeyError:
            return B
        """,
        "A B",
    ),
    "a bare return of another action": (
        """
        if self.action == "create":
            return
        return B
        """,
        "B",
    ),
    "a bare return of the action asked for": (
        """
        if self.action == "list":
            return
        return B
        """,
        "",
    ),
}


@pytest.mark.parametrize(("body", "wanted"), CASES.values(), ids=CASES)
def test_returns_that_serve_a_list(body: str, wanted: str, make_index: Make) -> None:
    text = "def pick(self):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    project = make_index({"views.py": CLASSES + text})
    units = project.files["views.py"].units
    (number,) = (number for number, unit in enumerate(units) if unit.name == "pick")
    given = {"action": "list", "method": "GET"}
    values = returned(project.evaluator, ("views.py", number), None, given)
    assert " ".join(sorted(units[v.ref[1]].name for v in values if isinstance(v, Cls))) == wanted
