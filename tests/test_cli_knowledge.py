"""The commands that tell what is known rather than what is wrong: `explain`, `calls`, `facts`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ddd_lint.cli import main
from ddd_lint.engine import understand as understand_module

DB = """\
import sqlite3

connection = sqlite3.connect("shop.db")


def load(number: int) -> list:
    return connection.execute("SELECT * FROM users WHERE id = ?", (number,)).fetchall()
"""
SERVICE = """\
from app.db import load


class Users:
    def get(self, number: int) -> list:
        found = load(number)
        return found


def nothing():
    pass
"""


class Ended(NamedTuple):
    status: int
    out: str
    err: str


Cli = Callable[..., Ended]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs `ddd-lint` in a small project."""
    for name in list(os.environ):
        if name.startswith(("DDD_LINT_", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)
    files: dict[str, bytes] = {
        "ddd-lint.toml": b"jobs = 1\n",
        "app/db.py": DB.encode(),
        "app/service.py": SERVICE.encode(),
        "app/unreadable.py": b'x = "\xff"\n',
        "app/nested.py": b"x = " + b"[" * 5000 + b"]" * 5000 + b"\n",
        "tests/test_app.py": b"x = 1\n",
    }
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ended:
        return Ended(main(arguments), *capsys.readouterr())

    return run


def test_explain_tells_types_targets_and_the_way_to_effects(cli: Cli) -> None:
    told = """\
app/service.py:6 in Users.get
    found = load(number)
found: list
load: function app/db.py:load
number: int
load() at column 17 → load (app/db.py:6)
  gives list
  query: load (app/service.py:6) → connection.execute (app/db.py:7)
"""
    assert cli("explain", "app/service.py:6") == (0, told, "")
    assert cli("explain", "app/service.py:6:17", "--no-cache") == (0, told, "")


def test_explain_tells_where_nothing_is_known(cli: Cli) -> None:
    assert (
        cli("explain", "app/service.py:10").out
        == "app/service.py:10 in nothing\n    def nothing():\nnothing is known here\n"
    )


def test_explain_tells_calls_out_of_the_project(cli: Cli) -> None:
    assert "connect() at column 22 → nothing in the project\n" in cli("explain", "app/db.py:3").out


def test_explain_as_json(cli: Cli) -> None:
    ended = cli("explain", "app/service.py:6", "--output-format", "json")
    assert ended.status == 0
    assert json.loads(ended.out) == {
        "path": "app/service.py",
        "line": 6,
        "inside": "Users.get",
        "names": [
            {"name": "found", "type": "list"},
            {"name": "load", "type": "function app/db.py:load"},
            {"name": "number", "type": "int"},
        ],
        "calls": [
            {
                "column": 17,
                "name": "load",
                "targets": [{"path": "app/db.py", "line": 6, "name": "load"}],
                "gives": "list",
                "effects": [
                    {
                        "kind": "query",
                        "chain": [
                            {"path": "app/service.py", "line": 6, "column": 17, "name": "load"},
                            {"path": "app/db.py", "line": 7, "column": 23, "name": "connection.execute"},
                        ],
                    }
                ],
            }
        ],
        "effects": [],
    }


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("app/service.py", "`app/service.py` is no place: write a file and a line, such as app/views.py:12"),
        ("app/service.py:0", "`app/service.py:0` is no place"),
        ("app/nowhere.py:1", "app/nowhere.py can't be read: No such file or directory"),
        ("app/service.py:99", " lines, so none is line 99"),
        ("app/unreadable.py:1", "app/unreadable.py: it is not valid utf-8"),
        ("app/nested.py:1", "app/nested.py can't be analysed, so nothing is known of it"),
        ("tests/test_app.py:1", "tests/test_app.py is a test, of which facts are kept only when other files import it"),
    ],
)
def test_places_of_which_nothing_can_be_told(cli: Cli, place: str, error: str) -> None:
    ended = cli("explain", place)
    assert (ended.status, ended.out) == (2, "")
    assert error in ended.err


def test_calls_are_listed_with_targets_and_effects(cli: Cli) -> None:
    ended = cli("calls", "app/db.py", "app/service.py")
    assert ended == (
        0,
        "app/db.py:3:22 connect\n"
        "app/db.py:7:23 execute  [query]\n"
        "app/db.py:7:78 fetchall\n"
        "app/service.py:6:17 load → load (app/db.py:6)  [query]\n",
        "",
    )


def test_calls_as_json_without_effects(cli: Cli) -> None:
    ended = cli("calls", "app/service.py", "--no-effects", "--output-format", "json")
    assert json.loads(ended.out) == {
        "calls": [
            {
                "path": "app/service.py",
                "line": 6,
                "column": 17,
                "name": "load",
                "targets": [{"path": "app/db.py", "line": 6, "name": "load"}],
                "effects": [],
            }
        ]
    }


def test_calls_tell_which_files_they_leave_out(cli: Cli) -> None:
    ended = cli("calls")
    assert ended.status == 2
    assert "app/service.py:6:17 load" in ended.out
    assert [line.partition(",")[0] for line in ended.err.splitlines()] == [
        "ddd-lint: error: app/nested.py can't be analysed",
        "ddd-lint: error: app/unreadable.py can't be analysed",
    ]


def test_an_analysis_that_fails_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> object:
        raise RuntimeError("no")

    monkeypatch.setattr(understand_module, "understand", fail)
    assert "RuntimeError: no" in cli("calls", "app/db.py").err


def test_facts_are_the_instructions_of_every_unit(cli: Cli) -> None:
    ended = cli("facts", "app/service.py")
    assert ended.status == 0
    facts = json.loads(ended.out)
    assert [unit["qualname"] for unit in facts["units"]] == ["", "Users", "nothing", "Users.get"]
    get = facts["units"][3]["code"]
    assert [ins["at"] for ins in get] == list(range(len(get)))
    assert [ins["name"] for ins in get if ins["kind"] == "Bind"] == ["found"]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("app/nowhere.py", "app/nowhere.py can't be read: No such file or directory"),
        ("app/unreadable.py", "app/unreadable.py can't be analysed; `ddd-lint check app/unreadable.py` says why"),
        ("app/nested.py", "app/nested.py can't be analysed; `ddd-lint check app/nested.py` says why"),
    ],
)
def test_files_without_facts(cli: Cli, path: str, error: str) -> None:
    ended = cli("facts", path)
    assert (ended.status, ended.out) == (2, "")
    assert error in ended.err
