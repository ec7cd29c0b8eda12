from __future__ import annotations

import re
from collections.abc import Callable

from ddd_lint.model.finding import Finding, Fix, Related
from ddd_lint.model.results import Results
from ddd_lint.model.span import Span
from ddd_lint.reports import render
from ddd_lint.reports.full import MOST_RELATED
from ddd_lint.reports.view import View

MakeView = Callable[..., View]

VIEWS = """\
def report(session):
    total = 0
    for order in orders(session):
        total += session.get(Customer, order.customer_id).discount
    return total
"""
MODELS = "class Customer(Base):\n    pass\n"
QUERY = Finding(
    "app/views.py",
    Span(4, 18, 4, 29),
    "DDD301",
    "query-in-loop",
    "`session.get` runs once an item; load all customers before the loop.",
    (Related("app/views.py", 3, 5, "the loop"), Related("app/models.py", 1, 7, "`Customer` is mapped here")),
)


def test_a_finding_with_its_frame_places_and_remedy(make_view: MakeView) -> None:
    view = make_view({"app/views.py": VIEWS, "app/models.py": MODELS})
    assert render("full", Results((QUERY,), 1), view) == (
        """\
app/views.py:4:18: DDD301 query-in-loop: `session.get` runs once an item; load all customers before the loop.
  |
3 |     for order in orders(session):
4 |         total += session.get(Customer, order.customer_id).discount
  |                  ^^^^^^^^^^^
5 |     return total
  |
  = note: app/views.py:3:5: the loop
3 |     for order in orders(session):
  |     ---
  = note: app/models.py:1:7: `Customer` is mapped here
1 | class Customer(Base):
  |       --------
  = help: ddd-lint rule DDD301

"""
    )


def test_color_adds_nothing_but_color(make_view: MakeView) -> None:
    sources = {"app/views.py": VIEWS, "app/models.py": MODELS}
    plain = render("full", Results((QUERY,), 1), make_view(sources))
    colored = render("full", Results((QUERY,), 1), make_view(sources, color=True))
    assert "\x1b[31m" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain


def test_sources_that_are_gone_or_shorter_leave_the_frames_out(make_view: MakeView) -> None:
    shown = render("full", Results((QUERY,), 1), make_view({"app/views.py": "\n"}))
    assert shown.splitlines()[1:] == [
        "  = note: app/views.py:3:5: the loop",
        "  = note: app/models.py:1:7: `Customer` is mapped here",
        "  = help: ddd-lint rule DDD301",
        "",
    ]


def test_a_source_is_read_once(make_view: MakeView) -> None:
    read: list[str] = []
    view = make_view(source=lambda path: read.append(path))
    render("full", Results((QUERY, QUERY), 1), view)
    assert sorted(read) == ["app/models.py", "app/views.py"]


def test_a_fix_is_named(make_view: MakeView) -> None:
    for safe, word in ((True, "safe"), (False, "unsafe")):
        fixable = Finding("a.py", Span.at(1, 1), "DDD401", "n-n", "No.", fix=Fix("Add `index=True`.", (), safe=safe))
        assert f"  = fix: Add `index=True`. ({word})\n" in render("full", Results((fixable,), 1), make_view())


def test_many_related_places_are_cut_short(make_view: MakeView) -> None:
    related = tuple(Related("a.py", line, 1, f"use {line}") for line in range(1, MOST_RELATED + 4))
    shown = render("full", Results((Finding("a.py", Span.at(1, 1), "DDD402", "n-n", "No.", related),), 1), make_view())
    assert shown.count(": use ") == MOST_RELATED
    assert "= note: and 3 more (the json format lists them all)\n" in shown


def test_the_gutter_is_as_wide_as_the_longest_number(make_view: MakeView) -> None:
    source = "\n".join(f"x{line}" for line in range(1, 121))
    related = (Related("a.py", 100, 1, "there"),)
    shown = render(
        "full",
        Results((Finding("a.py", Span.at(9, 1, 2), "DDD301", "n-n", "No.", related),), 1),
        make_view({"a.py": source}),
    )
    assert shown.splitlines()[1:] == [
        "    |",
        "  8 | x8",
        "  9 | x9",
        "    | ^^",
        " 10 | x10",
        "    |",
        "    = note: a.py:100:1: there",
        "100 | x100",
        "    | ----",
        "    = help: ddd-lint rule DDD301",
        "",
    ]


def test_hostile_text_reaches_no_terminal(make_view: MakeView) -> None:
    evil = "\x1b]0;owned\x07"
    hostile = Finding(
        f"{evil}.py",
        Span(1, 1, 1, 2),
        "DDD301",
        "n-n",
        evil,
        (Related(f"{evil}.py", 1, 1, evil),),
        Fix(evil, (), safe=True),
    )
    shown = render("full", Results((hostile,), 1), make_view({f"{evil}.py": f"x = '{evil}'  # \u202e\n"}))
    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.count(r"\x1b]0;owned\x07") == 7


def test_lines_are_cut_to_the_terminal(make_view: MakeView) -> None:
    source = "first = 1\n" + "value = " + "x" * 500 + "\n"
    shown = render(
        "full",
        Results((Finding("a.py", Span.at(2, 400, 5), "DDD301", "n-n", "No."),), 1),
        make_view({"a.py": source}, width=60),
    )
    frame = shown.splitlines()[1:-2]
    assert max(map(len, frame)) == 60
    assert frame[2].startswith("2 | …x")
    assert frame[3].strip("| ") == "^" * 5
