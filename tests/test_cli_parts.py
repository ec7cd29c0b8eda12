"""What the command line is made of: colours, names of files, the progress bar."""

from __future__ import annotations

import io
import ntpath
import os
from pathlib import Path

import pytest
from rich.progress import Progress

from ddd_lint.cli import paths
from ddd_lint.cli.output import is_terminal, wants_color
from ddd_lint.cli.progress import QUIET_SECONDS, Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environ", "wanted"),
    [
        ("always", None, {"NO_COLOR": "1"}, True),
        ("never", Terminal(), {"FORCE_COLOR": "1"}, False),
        ("auto", Terminal(), {}, True),
        ("auto", Terminal(), {"TERM": "dumb"}, False),
        ("auto", Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", Terminal(), {"NO_COLOR": ""}, True),
        ("auto", Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", Terminal(), {"FORCE_COLOR": "0"}, False),
        ("auto", io.StringIO(), {}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1"}, True),
        ("auto", None, {}, False),
    ],
)
def test_colours_by_choice_environment_and_stream(
    choice: str, stream: io.StringIO | None, environ: dict[str, str], wanted: bool
) -> None:
    assert wants_color(choice, stream, environ) is wanted


def test_a_closed_stream_is_no_terminal() -> None:
    assert not is_terminal(None, {})


# -- names of files ----------------------------------------------------------------------------------------------------


def test_names_relative_to_a_folder(tmp_path: Path) -> None:
    assert paths.relative_to(tmp_path, str(tmp_path))("a/b.py") == "a/b.py"
    assert paths.relative_to(tmp_path, str(tmp_path / "a"))("a/b.py") == "b.py"
    assert paths.relative_to(tmp_path, str(tmp_path / "c"))("a/b.py") == "../a/b.py"
    assert paths.relative_to(tmp_path / "a", str(tmp_path))("../x.py") == "x.py"


def test_names_on_another_drive_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths.os, "path", ntpath)
    monkeypatch.setattr(paths.os, "sep", "\\")
    monkeypatch.setattr(ntpath, "abspath", ntpath.normpath)
    root = Path("D:\\shop") if os.name == "nt" else "D:\\shop"
    name = paths.relative_to(root, "C:\\work")  # type: ignore[arg-type]
    assert name("a/b.py") == "D:/shop/a/b.py"
    assert paths.common_folder(["D:\\shop\\a.py", "C:\\work\\b.py"]) == Path("D:\\shop")


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        (".", "./app/x.py"),
        ("./app", "./app/x.py"),
        ("app/", "app/x.py"),
        ("app/x.py", "app/x.py"),
        ("./app/x.py", "./app/x.py"),
        ("app/../app", "app/../app/x.py"),
        ("/", None),
        ("ap", "shown"),
        ("other", "shown"),
    ],
)
def test_names_begin_with_the_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str, name: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    given = paths.as_given(tmp_path, ["nothing", argument], lambda _: "shown")
    assert given("app/x.py") == (f"{tmp_path}/app/x.py" if name is None else name)


def test_an_argument_that_is_a_link_names_what_lies_behind_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "link").symlink_to("app")
    monkeypatch.chdir(tmp_path)
    assert paths.as_given(tmp_path, ["link"], str)("app/x.py") == "link/x.py"


def test_a_workspace_elsewhere_is_none(tmp_path: Path) -> None:
    def shown(_: str) -> str:
        return "shown"

    assert paths.in_workspace(tmp_path, shown, {})("x.py") == "shown"
    assert paths.in_workspace(tmp_path, shown, {"GITHUB_WORKSPACE": "/nowhere"})("x.py") == "shown"
    named = paths.in_workspace(tmp_path / "a", shown, {"GITHUB_WORKSPACE": str(tmp_path)})
    assert named("x.py") == "a/x.py"


def test_the_common_folder_of_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/x.py").touch()
    monkeypatch.chdir(tmp_path)
    assert paths.common_folder(["a/x.py"]) == tmp_path / "a"
    assert paths.common_folder(["a/b"]) == tmp_path / "a/b"
    assert paths.common_folder(["a/b", "a/x.py"]) == tmp_path / "a"
    assert paths.common_folder(["a/x.py", "gone.py"]) == tmp_path


# -- the progress bar --------------------------------------------------------------------------------------------------


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_short_run_draws_nothing() -> None:
    stream, clock = Terminal(), Clock()
    with Bar(stream, clock) as bar:
        bar(1, 2)
        clock.now += QUIET_SECONDS / 2
        bar(2, 2)
    assert stream.getvalue() == ""


def test_a_long_run_draws_now_and_then_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    drawn: list[float] = []
    refresh = Progress.refresh

    def count(self: Progress) -> None:
        drawn.append(self.tasks[0].completed)
        refresh(self)

    monkeypatch.setattr(Progress, "refresh", count)
    stream, clock = Terminal(), Clock()
    with Bar(stream, clock) as bar:
        clock.now += QUIET_SECONDS + 0.01
        bar(10, 40)
        clock.now += 0.01
        bar(11, 40)
        clock.now += 0.2
        bar(30, 40)
    assert "10/40" in stream.getvalue()
    assert "11/40" not in stream.getvalue()
    assert "30/40" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")
    assert {10, 30} <= set(drawn)
