"""What a run is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ddd_lint.config import Resolved
from ddd_lint.engine import survey as survey_module
from ddd_lint.engine.discover import Discovery, DiscoveryError, discover
from ddd_lint.engine.survey import digests, read, source_of, survey

MakeProject = Callable[..., Resolved]

FILES = {"app/a.py": "a = 1\n", "app/b.py": "b = 1\n", "tests/test_a.py": "t = 1\n"}


def test_the_whole_project_is_known_and_tests_are_not_read(make_project: MakeProject) -> None:
    found = survey(make_project(FILES), [])
    assert found.files == ("app/a.py", "app/b.py", "tests/test_a.py")
    assert found.linted == {"app/a.py", "app/b.py"}
    assert found.sources == {path: source_of(FILES[path].encode()) for path in ("app/a.py", "app/b.py")}
    assert found.unread == {}


def test_only_what_is_asked_about_is_linted(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    found = survey(resolved, [resolved.root / "app/a.py"])
    assert found.linted == {"app/a.py"}
    assert set(found.sources) == {"app/a.py", "app/b.py"}


def test_tests_are_linted_on_request_only(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    assert survey(resolved, [resolved.root / "tests"]).linted == frozenset()
    asked = survey(make_project(FILES, include_tests=True), [resolved.root / "tests"])
    assert asked.linted == {"tests/test_a.py"}
    assert set(asked.sources) == set(FILES)


def test_a_path_that_does_not_exist_is_an_error(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    with pytest.raises(DiscoveryError, match="nowhere"):
        survey(resolved, [resolved.root / "nowhere"])


def test_standard_input_stands_for_the_file(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved = make_project(FILES)
    monkeypatch.chdir(resolved.root / "app")
    found = survey(resolved, [Path("nowhere")], stdin=("a.py", b"new = 1\n"))
    assert found.linted == {"app/a.py"}
    assert found.sources["app/a.py"] == source_of(b"new = 1\n")
    assert found.sources["app/b.py"] == source_of(b"b = 1\n")


def test_standard_input_may_be_a_new_file(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    found = survey(resolved, [], stdin=(str(resolved.root / "app/new.py"), b"new = 1\n"))
    assert found.files == ("app/a.py", "app/b.py", "app/new.py", "tests/test_a.py")
    assert found.linted == {"app/new.py"}
    assert found.sources["app/new.py"].data == b"new = 1\n"


def test_standard_input_that_is_a_test_is_not_linted(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    found = survey(resolved, [], stdin=(str(resolved.root / "tests/test_a.py"), b"new = 1\n"))
    assert found.linted == frozenset()
    assert "tests/test_a.py" not in found.sources


@pytest.mark.parametrize(("force_exclude", "linted"), [(True, set()), (False, {"venv/a.py"})])
def test_standard_input_may_be_excluded(make_project: MakeProject, force_exclude: bool, linted: set[str]) -> None:
    resolved = make_project({**FILES, "venv/a.py": "a = 1\n"})
    stdin = (str(resolved.root / "venv/a.py"), b"new = 1\n")
    assert survey(resolved, [], stdin=stdin, force_exclude=force_exclude).linted == linted
    new = (str(resolved.root / "app/new.py"), b"new = 1\n")
    assert survey(resolved, [], stdin=new, force_exclude=force_exclude).linted == {"app/new.py"}


def test_files_that_vanish_are_told_where_they_were_asked_about(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    sources, failed = read(tmp_path, ["a.py", "gone.py"])
    assert set(sources) == {"a.py"}
    assert failed == {"gone.py": "it can't be read: No such file or directory"}
    assert digests(tmp_path, ["a.py", "gone.py"]) == {"a.py": source_of(b"").digest}


def test_a_file_that_vanishes_matters_where_it_is_linted(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = make_project(FILES)

    def discover_and_lose(*args: object, **named: object) -> Discovery:
        found = discover(*args, **named)  # type: ignore[arg-type]
        (resolved.root / "app/b.py").unlink()
        return found

    monkeypatch.setattr(survey_module, "discover", discover_and_lose)
    found = survey(resolved, [])
    assert set(found.sources) == {"app/a.py"}
    assert found.unread == {"app/b.py": "it can't be read: No such file or directory"}
    (resolved.root / "app/b.py").touch()
    assert survey(resolved, [resolved.root / "app/a.py"]).unread == {}


@pytest.mark.parametrize(
    ("asked", "told"),
    [([], True), (["."], True), (["app"], True), (["app/deep"], True), (["ap"], False), (["b"], False)],
)
def test_a_folder_that_cannot_be_read_matters_where_it_was_asked_about(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch, asked: list[str], told: bool
) -> None:
    resolved = make_project({"app/a.py": ""})
    found = Discovery(("app/a.py",), frozenset(), (("app/deep", "the folder can't be read"),))
    monkeypatch.setattr(survey_module, "discover", lambda *_, **__: found)
    unread = survey(resolved, [resolved.root / path for path in asked]).unread
    assert unread == ({"app/deep": "the folder can't be read"} if told else {})
