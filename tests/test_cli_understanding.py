"""The commands that show what the linter knows: calls, explain, facts."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from ddd_lint.cli import main
from ddd_lint.cli.calls import close
from ddd_lint.config import load
from ddd_lint.engine.understand import understand
from ddd_lint.model.results import InternalError

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "understanding.md"
FILES = {
    "ddd-lint.toml": "jobs = 1\n",
    "app/__init__.py": "",
    "app/store.py": """\
import sqlite3


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def load(self, key):
        return self.connection.execute(key)
""",
    "app/use.py": """\
from app.store import Store


def use(keys):
    store = Store("x")
    for key in keys:
        store.load(key)
    return len(keys)


handler = lambda key: Store(key).load(key)
""",
    "tests/test_use.py": "from app.use import use\n\nuse([])\n",
}


class Ended(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("DDD_LINT_", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*args: str) -> Ended:
        status = main(args)
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run


def test_calls_are_listed_with_targets_and_effects(run: Any) -> None:
    ended = run("calls", "app")
    assert ended == Ended(
        0,
        "app/store.py:6:35 connect\n"
        "app/store.py:9:32 execute  [query]\n"
        "app/use.py:5:13 Store → Store (app/store.py:4), Store.__init__ (app/store.py:5)\n"
        "app/use.py:7:15 load → Store.load (app/store.py:8)  [query]\n"
        "app/use.py:8:12 len\n"
        "app/use.py:11:23 Store → Store (app/store.py:4), Store.__init__ (app/store.py:5)\n"
        "app/use.py:11:34 load → Store.load (app/store.py:8)  [query]\n",
        "",
    )


def test_calls_as_json(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "app")
    ended = run("calls", "use.py", "--output-format", "json")
    assert (ended.status, ended.err) == (0, "")
    calls = json.loads(ended.out)["calls"]
    assert calls[1] == {
        "path": "use.py",
        "line": 7,
        "column": 15,
        "name": "load",
        "targets": [{"path": "store.py", "line": 8, "name": "Store.load"}],
        "effects": ["query"],
    }
    assert [
        call["effects"] for call in json.loads(run("calls", "--no-effects", "--output-format", "json").out)["calls"]
    ] == [[]] * 7


def test_calls_of_the_whole_project_leave_tests_out_unless_asked(run: Any) -> None:
    assert "tests/" not in run("calls").out
    assert "tests/test_use.py:3:1 use → use (app/use.py:4)  [query]\n" in run("calls", "--include-tests").out


def test_calls_use_and_keep_the_cache(run: Any, project: Path) -> None:
    first = run("calls", "--no-cache")
    assert not (project / ".ddd_lint_cache").exists()
    assert run("calls") == first
    assert (project / ".ddd_lint_cache").exists()
    assert run("calls") == first


def test_what_is_missing_from_calls_is_told(run: Any, project: Path) -> None:
    (project / "app" / "binary.py").write_bytes(b"\xff\xfe\x00")
    ended = run("calls", "app")
    assert ended.status == 2
    assert "app/use.py:7:15 load" in ended.out
    assert ended.err.startswith("ddd-lint: error: app/binary.py can't be analysed")


def test_a_file_on_which_the_analysis_failed_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    understood = understand(load(project, isolated=True), [project], jobs=0, cache=False)
    failed = msgspec.structs.replace(understood, errors=(InternalError("app/use.py", "facts", "boom"),))
    assert (close(understood), close(failed)) == (0, 2)
    told = "ddd-lint: error: facts failed on app/use.py, so nothing is known of it: boom\n"
    assert capsys.readouterr().err == told


def test_answers_cut_short_are_told(run: Any, project: Path) -> None:
    many = "\n".join(f"use([{number}])" for number in range(70))
    (project / "app" / "many.py").write_text(f"def use(keys):\n    keys.sort()\n\n\n{many}\n")
    ended = run("calls", "app/many.py")
    assert ended.status == 0
    assert ended.err == "1 answer was cut short: more callers, alternatives or steps than ddd-lint follows.\n"


def test_a_path_that_is_not_there_is_told(run: Any) -> None:
    ended = run("calls", "nowhere")
    assert (ended.status, ended.out) == (2, "")
    assert "nowhere" in ended.err


def test_a_line_is_explained(run: Any) -> None:
    assert run("explain", "app/use.py:7") == Ended(
        0,
        "app/use.py:7 in use\n"
        "    store.load(key)\n"
        "store.load: method app/store.py:Store.load\n"
        "store: app/store.py:Store\n"
        "key: unknown\n"
        "load() at column 15 → Store.load (app/store.py:8)\n"
        "  gives dbapi.Cursor\n"
        "  query: Store.load (app/use.py:7) → self.connection.execute (app/store.py:9)\n",
        "",
    )


def test_a_place_copied_from_a_finding_is_explained(run: Any) -> None:
    assert run("explain", "app/use.py:7:15") == run("explain", "app/use.py:7")


def test_a_line_of_which_nothing_is_known(run: Any) -> None:
    assert run("explain", "app/use.py:9").out == "app/use.py:9\n    \nnothing is known here\n"


def test_a_line_is_explained_as_json(run: Any) -> None:
    found = json.loads(run("explain", "app/use.py:7", "--output-format", "json").out)
    assert found == {
        "path": "app/use.py",
        "line": 7,
        "inside": "use",
        "names": [
            {"name": "store.load", "type": "method app/store.py:Store.load"},
            {"name": "store", "type": "app/store.py:Store"},
            {"name": "key", "type": "unknown"},
        ],
        "calls": [
            {
                "column": 15,
                "name": "load",
                "targets": [{"path": "app/store.py", "line": 8, "name": "Store.load"}],
                "gives": "dbapi.Cursor",
                "effects": [
                    {
                        "kind": "query",
                        "chain": [
                            {"path": "app/use.py", "line": 7, "column": 15, "name": "Store.load"},
                            {"path": "app/store.py", "line": 9, "column": 32, "name": "self.connection.execute"},
                        ],
                    }
                ],
            }
        ],
        "effects": [],
    }


def test_a_loop_over_a_lazy_query_is_explained(run: Any, project: Path) -> None:
    (project / "app" / "models.py").write_text(
        "from django.db import models\n\n\nclass Order(models.Model): ...\n\n\nfor order in Order.objects.all():\n    order\n"
    )
    ended = run("explain", "app/models.py:7")
    assert "order: app/models.py:Order\n" in ended.out
    assert ended.out.endswith("query: Order.objects.all() (app/models.py:7)\n")
    effects = json.loads(run("explain", "app/models.py:7", "--output-format", "json").out)["effects"]
    assert [effect["kind"] for effect in effects] == ["query"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("app/use.py", "`app/use.py` is no place: write a file and a line, such as app/views.py:12"),
        ("app/use.py:0", "`app/use.py:0` is no place"),
        ("app/nowhere.py:1", "app/nowhere.py can't be read: No such file or directory"),
        ("app/use.py:99", "app/use.py has 12 lines, so none is line 99"),
        ("app/binary.py:1", "app/binary.py: it "),
        ("tests/test_other.py:1", "tests/test_other.py is a test"),
    ],
)
def test_a_place_that_can_not_be_explained_is_told(run: Any, project: Path, place: str, told: str) -> None:
    (project / "app" / "binary.py").write_bytes(b"\xff\xfe\x00")
    (project / "tests" / "test_other.py").write_text("x = 1\n")
    ended = run("explain", place)
    assert (ended.status, ended.out) == (2, "")
    assert told in ended.err


def test_facts_of_a_file(run: Any) -> None:
    ended = run("facts", "app/store.py")
    assert (ended.status, ended.err) == (0, "")
    facts = json.loads(ended.out)
    assert facts["path"] == "app/store.py"
    assert [unit["qualname"] for unit in facts["units"]] == ["", "Store", "Store.__init__", "Store.load"]
    code = facts["units"][3]["code"]
    assert [ins["at"] for ins in code] == list(range(len(code)))
    assert code[-2] | {"kind": "Call"} == {
        "at": len(code) - 2,
        "kind": "Call",
        "func": len(code) - 3,
        "args": [1],
        "names": [],
        "line": 9,
        "column": 32,
        "start_line": 9,
        "start_column": 16,
        "block": 0,
    }
    assert code[-1]["kind"] == "Return"


def test_facts_of_what_is_no_python_file(run: Any, project: Path) -> None:
    (project / "app" / "binary.py").write_bytes(b"\xff\xfe\x00")
    assert "app/nowhere.py can't be read" in run("facts", "app/nowhere.py").err
    ended = run("facts", "app/binary.py")
    assert (ended.status, ended.out) == (2, "")
    assert "`ddd-lint check app/binary.py` says why" in ended.err


def examples() -> list[tuple[str, str]]:
    blocks = re.findall(r"```console\n\$ (.+)\n((?:.*\n)*?)```", PAGE.read_text(encoding="utf-8"))
    assert blocks
    return blocks


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text.split("\n")[0][:40])
def test_examples_on_the_page(command: str, output: str, tmp_path: Path) -> None:
    program, *args = shlex.split(command)
    assert program == "ddd-lint"
    argv = [sys.executable, "-m", "ddd_lint", *args, "--cache-dir", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT / "examples" / "shop", capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", output)


def test_the_json_on_the_page_is_what_is_printed(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    argv = [sys.executable, "-m", "ddd_lint", "calls", "shop/services/loyalty.py", "--output-format", "json"]
    done = subprocess.run(
        [*argv, "--cache-dir", str(tmp_path)],
        cwd=ROOT / "examples" / "shop",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    (call,) = json.loads(shown)["calls"]
    assert call in json.loads(done.stdout)["calls"]


def test_the_page_is_linked() -> None:
    assert "understanding.md" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
