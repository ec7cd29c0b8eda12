"""The pages on the command line and its output say what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest

from ddd_lint.cli.app import app
from ddd_lint.model.finding import Edit, Finding, Fix, Related
from ddd_lint.model.results import Results
from ddd_lint.model.span import Span
from ddd_lint.reports import FORMATS, render
from ddd_lint.reports.view import View

DOCS = Path(__file__).parent.parent / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
OUTPUT = (DOCS / "output-formats.md").read_text(encoding="utf-8")

REPORT_SOURCE = """\
def report(session):
    total = 0
    for order in orders(session):
        total += session.get(Customer, order.customer_id).discount
    return total
"""
QUERY = Finding(
    "app/reports.py",
    Span.at(4, 18, 11),
    "DDD301",
    "query-in-loop",
    "`session.get` runs once an item; load all customers before the loop.",
    (Related("app/reports.py", 3, 5, "the loop"),),
)
KEY = Finding(
    "app/models.py",
    Span.at(9, 5, 11),
    "DDD401",
    "foreign-key-without-index",
    "No index covers `customer_id`; add one.",
    (Related("app/models.py", 3, 7, "the table `orders`"),),
    Fix("Add `index=True`.", (Edit(Span(9, 70, 9, 70), ", index=True"),), safe=True),
)


def options(command: str) -> set[str]:
    parameters = app.commands[command].params
    return {name for each in parameters if isinstance(each, click.Option) for name in each.opts}


def test_every_command_is_described() -> None:
    described = set(re.findall(r"^\| `(\w+)", CLI, re.MULTILINE))
    assert described == set(app.commands)


def test_every_option_of_check_is_described_and_no_other() -> None:
    described = set(re.findall(r"^\| `(--[\w-]+)", CLI, re.MULTILINE))
    assert described | {"-q"} == options("check")


@pytest.mark.parametrize("name", FORMATS)
def test_examples_of_formats_are_what_is_written(name: str) -> None:
    (shown,) = re.findall(rf"## `{name}`\n.*?```\w+\n(.*?)```", OUTPUT, re.DOTALL)[:1]
    view = View(
        display=str,
        given=lambda path: f"./{path}",
        workspace=str,
        source={"app/reports.py": REPORT_SOURCE}.get,
        version="0.1.0",
    )
    finding = KEY if name == "json" else QUERY
    written = render(name, Results((finding,), 12), view)
    assert shown.strip() == written.strip()


def test_every_field_of_the_object_is_described() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", OUTPUT, re.DOTALL)
    found: dict[str, Any] = json.loads(shown)
    table = "\n".join(line for line in OUTPUT.splitlines() if line.startswith("| `"))
    for key in (*found["findings"][0], *found["summary"], "version"):
        assert re.search(rf"[`.]{key}`", table), key
