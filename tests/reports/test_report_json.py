from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from ddd_lint.model.finding import Edit, Finding, Fix, Related
from ddd_lint.model.results import InternalError, Results
from ddd_lint.model.span import Span
from ddd_lint.reports import render
from ddd_lint.reports.view import View

MakeView = Callable[..., View]


def test_everything_is_told(make_view: MakeView) -> None:
    fix = Fix("Add `index=True`.", (Edit(Span(4, 9, 4, 9), ", index=True"),), safe=True)
    results = Results(
        findings=(
            Finding("a.py", Span(4, 5, 4, 8), "DDD401", "foreign-key-without-index", "No index.", fix=fix),
            Finding("b.py", Span(1, 2, 3, 4), "DDD301", "query-in-loop", "→ bulk", (Related("a.py", 9, 8, "here"),)),
        ),
        checked=7,
        suppressed=2,
        errors=(InternalError("c.py", "DDD501", "TypeError: no"),),
    )
    view = make_view(display=lambda path: f"src/{path}")
    assert json.loads(render("json", results, view)) == {
        "version": "1.2.3",
        "findings": [
            {
                "code": "DDD401",
                "name": "foreign-key-without-index",
                "path": "src/a.py",
                "line": 4,
                "column": 5,
                "end_line": 4,
                "end_column": 8,
                "message": "No index.",
                "related": [],
                "fix": {
                    "message": "Add `index=True`.",
                    "safe": True,
                    "edits": [
                        {"line": 4, "column": 9, "end_line": 4, "end_column": 9, "replacement": ", index=True"},
                    ],
                },
            },
            {
                "code": "DDD301",
                "name": "query-in-loop",
                "path": "src/b.py",
                "line": 1,
                "column": 2,
                "end_line": 3,
                "end_column": 4,
                "message": "→ bulk",
                "related": [{"path": "src/a.py", "line": 9, "column": 8, "message": "here"}],
                "fix": None,
            },
        ],
        "summary": {
            "files": 7,
            "findings": 2,
            "suppressed": 2,
            "by_code": {"DDD301": 1, "DDD401": 1},
            "errors": [{"path": "src/c.py", "code": "DDD501", "message": "TypeError: no"}],
        },
    }


def test_one_finding_a_line(make_view: MakeView) -> None:
    found = tuple(Finding("a.py", Span.at(line, 1), "DDD301", "query-in-loop", "→") for line in (1, 2, 3))
    lines = render("json", Results(found, 1), make_view()).splitlines()
    assert [json.loads(line.rstrip(","))["line"] for line in lines[1:-1]] == [1, 2, 3]
    assert "→" in lines[1]


def test_no_findings_are_an_empty_list(make_view: MakeView) -> None:
    assert json.loads(render("json", Results((), 0), make_view()))["findings"] == []


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_comes_back_and_harms_nothing(text: str) -> None:
    view = View(display=str, given=str, workspace=str, source=lambda _: None, version="1.2.3")
    written = render("json", Results((Finding("a.py", Span.at(1, 1), "DDD301", "n-n", text),), 1), view)
    written.encode()
    assert all(line.isprintable() for line in written.split("\n"))
    assert json.loads(written)["findings"][0]["message"] == text
