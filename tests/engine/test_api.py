"""The linter as a library."""

import subprocess
import sys
from pathlib import Path

import pytest

import ddd_lint
from ddd_lint.config import ConfigError
from ddd_lint.engine.discover import DiscoveryError
from ddd_lint.model.results import Results
from ddd_lint.model.settings import Settings

RAISES = "def f():\n    raise Exception('no')\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "ddd-lint.toml").write_text('ignore = ["DDD604"]\n')
    (tmp_path / "app").mkdir()
    (tmp_path / "app/a.py").write_text(RAISES)
    (tmp_path / "app/b.py").write_text(RAISES + "x = (\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text(RAISES)
    return tmp_path


def found(results: Results) -> list[tuple[str, int, str]]:
    assert results.errors == ()
    return [(finding.path, finding.span.line, finding.code) for finding in results.findings]


def test_importing_the_package_costs_nothing() -> None:
    script = "import sys; import ddd_lint; print([m for m in sys.modules if m.startswith(('ddd_lint.', 'msgspec'))])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


def test_other_names_do_not_exist() -> None:
    with pytest.raises(AttributeError, match="lint_everything"):
        ddd_lint.lint_everything  # noqa: B018


def test_paths_are_linted_as_their_project_says(project: Path) -> None:
    assert found(ddd_lint.lint_paths([project], jobs=0)) == [("app/b.py", 3, "DDD001")]
    assert found(ddd_lint.lint_paths([str(project / "app/a.py")], jobs=0)) == []
    assert (project / ".ddd_lint_cache").is_dir()


def test_arguments_win_over_the_configuration(project: Path) -> None:
    app = [project / "app"]
    chosen = ddd_lint.lint_paths(app, select=["generic-raise"], jobs=1, cache=False)
    assert found(chosen) == [("app/a.py", 2, "DDD604"), ("app/b.py", 3, "DDD001")]
    isolated = ddd_lint.lint_paths(app, isolated=True, ignore=["DDD0"], jobs=0, cache=False)
    assert ("a.py", 2, "DDD604") in found(isolated)
    other = project / "other.toml"
    other.write_text('select = ["DDD604"]\n')
    configured = ddd_lint.lint_paths(app, config=other, include_tests=True, include_scripts=True, jobs=0, cache=False)
    assert len(found(configured)) == 2
    tests = ddd_lint.lint_paths([project], select=["DDD604"], include_tests=True, jobs=0, cache=False)
    assert ("tests/test_a.py", 2, "DDD604") in found(tests)


def test_no_paths_mean_the_working_directory(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "app")
    seen: list[int] = []
    results = ddd_lint.lint_paths([], jobs=0, cache=False, progress=lambda done, total: seen.append(total))
    assert found(results) == [("app/b.py", 3, "DDD001")]
    assert seen == [2, 2]
    assert ddd_lint.project_root([]) == project


def test_the_root_is_the_folder_of_the_configuration(project: Path) -> None:
    assert ddd_lint.project_root([project / "app", project / "tests"]) == project
    assert ddd_lint.project_root([project / "app" / "a.py"], isolated=True) == project / "app"


def test_what_cannot_be_used_is_an_error(project: Path) -> None:
    with pytest.raises(ConfigError, match="no-such-rule"):
        ddd_lint.lint_paths([project], select=["no-such-rule"], jobs=0)
    with pytest.raises(DiscoveryError, match=r"gone\.py"):
        ddd_lint.lint_paths([project / "gone.py"], jobs=0)


def test_a_text_is_a_project_of_its_own() -> None:
    assert found(ddd_lint.lint_source(RAISES)) == [("<string>", 2, "DDD604")]
    assert found(ddd_lint.lint_source(RAISES.encode(), path="app/a.py", select=["DDD6"])) == [("app/a.py", 2, "DDD604")]
    assert found(ddd_lint.lint_source(RAISES, select=["DDD5"])) == []


def test_settings_of_a_text_can_be_given() -> None:
    settings = Settings(ignore=("DDD604",))
    assert found(ddd_lint.lint_source(RAISES, settings=settings)) == []
    assert found(ddd_lint.lint_source(RAISES, settings=settings, select=["DDD604"])) == [("<string>", 2, "DDD604")]


def test_comments_in_a_text_count_unless_told_otherwise() -> None:
    text = RAISES.replace("\n    raise", "\n    # why\n    raise").replace("('no')", "('no')  # noqa: DDD604")
    assert found(ddd_lint.lint_source(text)) == []
    assert found(ddd_lint.lint_source(text, suppressions=False)) == [("<string>", 3, "DDD604")]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "cp1252", "utf-9"])
def test_a_text_may_declare_any_encoding(encoding: str) -> None:
    results = ddd_lint.lint_source(f"# coding: {encoding}\nx = 'é', +\n")
    assert found(results) == [("<string>", 1, "DDD002") if encoding == "utf-9" else ("<string>", 2, "DDD001")]
    if encoding != "utf-9":
        assert results.findings[0].span.column == 11


def test_a_text_with_lone_surrogates_is_no_python() -> None:
    assert found(ddd_lint.lint_source("x = '\ud800'\n")) == [("<string>", 1, "DDD002")]


def test_a_text_that_its_declared_encoding_cannot_hold_is_told() -> None:
    (finding,) = ddd_lint.lint_source("# coding: ascii\nx = 'é'\n").findings
    assert (finding.code, finding.span.line) == ("DDD002", 1)
