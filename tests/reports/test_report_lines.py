"""The formats of one line a finding."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.results import Results
from ddd_lint.model.span import Span
from ddd_lint.reports import FORMATS, render, statistics
from ddd_lint.reports.view import View

MakeView = Callable[..., View]


def finding(path: str, line: int, column: int, code: str = "DDD301", message: str = "Load all at once.") -> Finding:
    return Finding(path, Span.at(line, column, 3), code, f"name-of-{code.lower()}", message)


def test_no_findings_are_no_lines(make_view: MakeView) -> None:
    for name in FORMATS:
        if name != "json":
            assert render(name, Results((), 3), make_view()) == ""


def test_flake8_and_pylint_lines_use_the_given_path(make_view: MakeView) -> None:
    results = Results((finding("app/x.py", 12, 5),), 1)
    view = make_view(given=lambda path: f"./{path}")
    assert render("flake8", results, view) == "./app/x.py:12:5: DDD301 Load all at once.\n"
    assert render("pylint", results, view) == "./app/x.py:12: [DDD301] Load all at once.\n"


@pytest.mark.parametrize("name", ["default", "pylint"])
def test_lines_are_those_of_the_real_flake8(tmp_path: Path, make_view: MakeView, name: str) -> None:
    (tmp_path / "pkg").mkdir()
    for path in ("x.py", "pkg/y.py"):
        (tmp_path / path).write_text("import os\n\n\ndef f():\n    unused = 1\n")
    command = [sys.executable, "-m", "flake8", "--isolated", "--select", "F", "--format", name, "."]
    real = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert real.count("\n") == 4
    found = []
    for path in ("x.py", "pkg/y.py"):
        found.append(finding(path, 5, 5, "F841", "local variable 'unused' is assigned to but never used"))
        found.append(finding(path, 1, 1, "F401", "'os' imported but unused"))
    view = make_view(given=lambda path: f"./{path}")
    ours = render({"default": "flake8"}.get(name, name), Results(tuple(found), 2), view)
    assert sorted(ours.splitlines()) == sorted(real.splitlines())
    assert ours == real


def test_findings_are_ordered_by_the_name_shown_then_line_column_code(make_view: MakeView) -> None:
    results = Results(
        (
            finding("a.py", 2, 1),
            finding("b.py", 10, 1, "DDD602"),
            finding("b.py", 10, 1, "DDD301"),
            finding("b.py", 9, 7),
            finding("b.py", 9, 3),
        ),
        2,
    )
    view = make_view(given=lambda path: {"a.py": "z.py"}.get(path, path))
    assert [line.rsplit(" ", 4)[0] for line in render("flake8", results, view).splitlines()] == [
        "b.py:9:3: DDD301",
        "b.py:9:7: DDD301",
        "b.py:10:1: DDD301",
        "b.py:10:1: DDD602",
        "z.py:2:1: DDD301",
    ]


def test_control_characters_are_escaped(make_view: MakeView) -> None:
    results = Results((finding("a\x1bb.py", 1, 1, message="two\nlines\x1b[0m"),), 1)
    assert render("flake8", results, make_view()) == "a\\x1bb.py:1:1: DDD301 two\\nlines\\x1b[0m\n"
    assert render("pylint", results, make_view()) == "a\\x1bb.py:1: [DDD301] two\\nlines\\x1b[0m\n"


def test_github_commands_are_escaped_as_the_toolkit_does(make_view: MakeView) -> None:
    odd = Finding("a,b:c%.py", Span(3, 5, 3, 9), "DDD301", "query-in-loop", "100 %: use `in_bulk`, please")
    view = make_view(display=lambda path: f"shown/{path}", workspace=lambda path: f"src/{path}")
    assert render("github", Results((odd,), 1), view) == (
        "::error title=DDD301 query-in-loop,file=src/a%2Cb%3Ac%25.py,line=3,col=5,endColumn=9,endLine=3"
        "::shown/a,b:c%25.py:3:5: DDD301 100 %25: use `in_bulk`, please\n"
    )


def test_github_annotations_of_several_lines_have_no_columns_and_list_related_places(make_view: MakeView) -> None:
    related = (Related("m.py", 1, 7, "the\rmodel"),)
    long = Finding("a.py", Span(3, 5, 6, 2), "DDD301", "query-in-loop", "Load\nall.", related)
    assert render("github", Results((long,), 1), make_view()) == (
        "::error title=DDD301 query-in-loop,file=a.py,line=3,endLine=6"
        "::a.py:3:5: DDD301 Load\\nall.%0Am.py:1:7: the\\rmodel\n"
    )


def test_statistics_count_the_most_first(make_view: MakeView) -> None:
    codes = ["DDD602", "DDD301", "DDD602", "DDD102"]
    results = Results(tuple(finding("a.py", line, 1, code) for line, code in enumerate(codes, start=1)), 1)
    assert statistics.render(results) == (
        "2     DDD602 name-of-ddd602\n1     DDD102 name-of-ddd102\n1     DDD301 name-of-ddd301\n"
    )
