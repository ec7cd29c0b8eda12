"""The commands and their options, in this process."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest

import ddd_lint.cli.app
import ddd_lint.engine.run
from ddd_lint import __version__
from ddd_lint.cli import main
from ddd_lint.engine import templates
from ddd_lint.model.results import InternalError, Results
from ddd_lint.rules.registry import all_metas, find_rule

BROKEN = "def f(:\n    pass\n"
UNUSED = "x = 1  # ddd-lint: ignore[no-such-rule]\n"


class Ended(NamedTuple):
    status: int
    out: str
    err: str


Cli = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a project with a broken module, a clean one, a test and an unused suppression."""
    for name in list(os.environ):
        if name.startswith(("DDD_LINT_", "GITHUB_", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)
    files = {
        "ddd-lint.toml": "jobs = 1\n",
        "app/broken.py": BROKEN,
        "app/clean.py": "x = 1\n",
        "app/unused.py": UNUSED,
        "tests/test_app.py": BROKEN,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(project: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs `ddd-lint` with these arguments in the project."""

    def run(*arguments: str) -> Ended:
        status = main(arguments)
        return Ended(status, *capsys.readouterr())

    return run


def places(ended: Ended) -> list[str]:
    """`path:code` of the findings of a run with `--output-format json`."""
    return [f"{found['path']}:{found['code']}" for found in json.loads(ended.out)["findings"]]


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_is_what_runs_without_a_command(cli: Cli) -> None:
    assert cli("check", "app", "--output-format", "flake8") == cli("app", "--output-format", "flake8")
    assert cli("--output-format", "flake8", "app").out == cli("check", "app", "--output-format", "flake8").out


def test_findings_go_to_stdout_and_the_summary_to_stderr(cli: Cli) -> None:
    ended = cli("app")
    assert ended.status == 1
    assert ended.out.startswith("app/broken.py:1:7: DDD001 syntax-error: ")
    assert "1 | def f(:\n" in ended.out
    assert "  = help: ddd-lint rule DDD003\n" in ended.out
    assert ended.err == "2 findings in 2 of 3 files.\n"


def test_the_working_directory_is_checked_when_nothing_is_named(cli: Cli) -> None:
    ended = cli("--output-format", "flake8")
    assert [line.split(" ")[:2] for line in ended.out.splitlines()] == [
        ["./app/broken.py:1:7:", "DDD001"],
        ["./app/unused.py:1:8:", "DDD003"],
    ]


def test_a_clean_run_says_so(cli: Cli) -> None:
    assert cli("app/clean.py") == (0, "", "No findings in 1 file.\n")


def test_nothing_to_check_is_told(cli: Cli, project: Path) -> None:
    (project / "empty").mkdir()
    assert cli("empty") == (0, "", "No Python files to check.\n")


def test_the_suppressed_are_counted(cli: Cli, project: Path) -> None:
    (project / "app/unused.py").write_text("x = 1  # ddd-lint: ignore[no-such-rule, DDD003]\n")
    assert cli("app/unused.py").err == "No findings in 1 file, 1 suppressed.\n"
    (project / "ddd-lint.toml").write_text('per-file-ignores = { "app/broken.py" = ["DDD001"] }\n')
    (project / "app/unused.py").write_text(UNUSED)
    assert cli("app", "--output-format", "flake8").err == "1 finding in 1 of 3 files, 1 suppressed.\n"


def test_no_suppressions_reports_what_comments_hide(cli: Cli, project: Path) -> None:
    (project / "app/clean.py").write_text('def f():\n    raise Exception("no")  # noqa: DDD604\n')
    json_format = ("app/clean.py", "--select", "DDD604", "--output-format", "json")
    assert places(cli(*json_format)) == []
    assert places(cli(*json_format, "--no-suppressions")) == ["app/clean.py:DDD604"]


def test_quiet_says_nothing_but_findings(cli: Cli) -> None:
    assert cli("app/clean.py", "--quiet") == (0, "", "")
    assert cli("app/broken.py", "-q", "--output-format", "pylint").err == ""


def test_exit_zero(cli: Cli) -> None:
    ended = cli("app", "--exit-zero")
    assert ended.status == 0
    assert "DDD001" in ended.out


def test_rules_are_selected_by_code_family_and_name(cli: Cli) -> None:
    json_format = ("app", "--output-format", "json")
    both = ["app/broken.py:DDD001", "app/unused.py:DDD003"]
    assert places(cli(*json_format)) == both
    assert places(cli(*json_format, "--ignore", "syntax-error")) == both[1:]
    assert places(cli(*json_format, "--ignore", "DDD0")) == []
    assert places(cli(*json_format, "--ignore", "DDD001, DDD003")) == []
    assert places(cli(*json_format, "--ignore", "DDD001", "--extend-ignore", "DDD003")) == []
    assert places(cli(*json_format, "--ignore", "DDD0", "--extend-select", "DDD003")) == both[1:]
    assert places(cli(*json_format, "--select", "DDD001")) == both[:1]


def test_files_are_left_out(cli: Cli) -> None:
    json_format = ("--output-format", "json")
    assert places(cli(*json_format, "--extend-exclude", "broken.py")) == ["app/unused.py:DDD003"]
    assert places(cli(*json_format, "--exclude", "broken.py,unused.py")) == []
    assert places(cli(*json_format, "app/broken.py", "--extend-exclude", "app/")) == ["app/broken.py:DDD001"]
    assert places(cli(*json_format, "app/broken.py", "--extend-exclude", "app/", "--force-exclude")) == []


def test_tests_are_checked_on_request(cli: Cli) -> None:
    ended = cli("--include-tests", "--output-format", "json")
    assert "tests/test_app.py:DDD001" in places(ended)


def test_show_files_lists_what_would_be_checked(cli: Cli) -> None:
    assert cli("--show-files") == (0, "app/broken.py\napp/clean.py\napp/unused.py\n", "")
    assert cli("--show-files", "--include-tests", "tests").out == "tests/test_app.py\n"


def test_paths_are_told_from_the_working_directory(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "app")
    assert places(cli("..", "--output-format", "json")) == ["broken.py:DDD001", "unused.py:DDD003"]
    assert cli("..", "--output-format", "flake8").out.startswith("../app/broken.py:1:7: ")
    assert cli(str(project), "--output-format", "flake8").out.startswith(f"{project}/app/broken.py:1:7: ")


def test_github_annotations_are_relative_to_the_workspace(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
    ended = cli("app/broken.py", "--output-format", "github")
    assert f",file={project.name}/app/broken.py,line=1,col=7," in ended.out


def test_statistics_stand_below_the_findings_or_in_the_object(cli: Cli) -> None:
    ended = cli("app", "--output-format", "flake8", "--statistics")
    assert ended.out.splitlines()[2:] == ["1     DDD001 syntax-error", "1     DDD003 unused-suppression"]
    ended = cli("app", "--output-format", "json", "--statistics")
    assert json.loads(ended.out)["summary"]["by_code"] == {"DDD001": 1, "DDD003": 1}


def test_output_file(cli: Cli, project: Path) -> None:
    ended = cli("app", "--output-format", "flake8", "--output-file", "found.txt")
    assert ended == (1, "", "2 findings in 2 of 3 files.\n")
    assert (project / "found.txt").read_text() == cli("app", "--output-format", "flake8").out
    ended = cli("app", "--output-file", "nowhere/found.txt")
    assert ended.status == 2
    assert "ddd-lint: error: --output-file nowhere/found.txt: No such file or directory\n" in ended.err


def test_color_is_chosen(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in cli("app").out
    assert "\x1b[31m" in cli("app", "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m" in cli("app").out
    assert "\x1b" not in cli("app", "--color", "never").out


def test_options_from_the_environment_yield_to_the_command_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DDD_LINT_OUTPUT_FORMAT", "json")
    monkeypatch.setenv("DDD_LINT_SELECT", "DDD001")
    monkeypatch.setenv("DDD_LINT_QUIET", "1")
    ended = cli("app")
    assert places(ended) == ["app/broken.py:DDD001"]
    assert ended.err == ""
    assert places(cli("app", "--select", "DDD003")) == ["app/broken.py:DDD001", "app/unused.py:DDD003"]
    assert cli("app", "--output-format", "flake8").out.startswith("app/broken.py:1:7: DDD001 ")


def test_a_file_that_can_not_be_decoded_has_no_frame(cli: Cli, project: Path) -> None:
    (project / "app/broken.py").write_bytes(b"x = '\xff'\n")
    head, remedy, *rest = cli("app/broken.py").out.splitlines()
    assert head.startswith("app/broken.py:1:1: DDD002 unreadable-file: ")
    assert (remedy, rest) == ("  = help: ddd-lint rule DDD002", [""])


def test_the_configuration_names_the_format(cli: Cli, project: Path) -> None:
    (project / "ddd-lint.toml").write_text('output-format = "flake8"\n')
    assert cli("app").out.startswith("app/broken.py:1:7: DDD001 ")
    assert cli("app", "--isolated").out.startswith("app/broken.py:1:7: DDD001 syntax-error: ")
    (project / "ddd-lint.toml").write_text('output-format = "xml"\n')
    ended = cli("app")
    assert ended.status == 2
    assert f"{project}/ddd-lint.toml: `output-format`: `xml` is none of full, flake8, pylint, github, json" in ended.err


def test_another_configuration_file(cli: Cli, project: Path) -> None:
    (project / "other.toml").write_text('ignore = ["DDD003"]\n')
    assert places(cli("--config", "other.toml", "--output-format", "json")) == ["app/broken.py:DDD001"]


def test_a_path_argument_leads_to_its_own_configuration(
    cli: Cli, project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ddd-lint.toml").write_text('ignore = ["DDD003"]\n')
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    ended = cli(str(project / "app/broken.py"), str(project / "app/unused.py"), "--output-format", "json")
    assert [place.rpartition(":")[2] for place in places(ended)] == ["DDD001"]


# -- standard input ----------------------------------------------------------------------------------------------------


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_is_checked_under_its_name(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "y = 2\n" + BROKEN)
    ended = cli("-", "--stdin-filename", "app/clean.py")
    assert ended.status == 1
    assert ended.out.startswith("app/clean.py:2:7: DDD001 ")
    assert "2 | def f(:\n" in ended.out
    assert ended.err == "1 finding in 1 of 1 file.\n"


def test_standard_input_without_a_name(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, BROKEN)
    assert cli("-", "--output-format", "flake8").out.startswith("stdin.py:1:7: DDD001 ")


def test_standard_input_is_read_alone_and_only_when_asked_for(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "can't be checked together with other paths" in cli("-", "app").err
    assert "give `-` as the path" in cli("app", "--stdin-filename", "x.py").err
    monkeypatch.setattr(sys, "stdin", None)
    assert cli("-") == (2, "", "ddd-lint: error: standard input can't be read: it is closed\n")


# -- wrong usage and errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "ddd-lint: error: nowhere: no such file or folder"),
        (("chekc",), "No command or file is called 'chekc'. Did you mean 'check'?"),
        (("--selekt", "DDD3"), "--selekt"),
        (("--select", "DDD999"), "command line: `select`: no rule is called `DDD999`"),
        (
            ("--ignore", "unused-supression"),
            "no rule is called `unused-supression`; did you mean `unused-suppression`?",
        ),
        (("--select", ","), "'--select': names nothing"),
        (("--jobs", "0"), "'--jobs'"),
        (("--output-format", "xml"), "'--output-format'"),
        (("--config", "gone.toml"), "gone.toml"),
        (("--isolated", "--config", "ddd-lint.toml"), "`--isolated` reads no configuration file"),
        (("--exclude", "!"), "`exclude`: `!` is not a gitignore pattern"),
        (("rule",), "Missing argument 'CODE|NAME'"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    ended = cli(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert message in ended.err


def test_unknown_keys_are_told_with_file_and_right_key(cli: Cli, project: Path) -> None:
    (project / "ddd-lint.toml").write_text('selct = ["DDD3"]\n')
    ended = cli()
    assert ended.status == 2
    assert f"{project}/ddd-lint.toml" in ended.err
    assert "did you mean `select`?" in ended.err


def test_a_folder_named_like_a_command_is_reached(cli: Cli, project: Path) -> None:
    (project / "rules").mkdir()
    (project / "rules/bad.py").write_text(BROKEN)
    assert cli("rules").out.startswith("DDD001  syntax-error")
    assert cli("./rules", "--output-format", "flake8").out.startswith("./rules/bad.py:1:7: DDD001 ")
    assert cli("check", "rules", "--output-format", "flake8").out.startswith("rules/bad.py:1:7: DDD001 ")


def test_a_failed_rule_is_told_and_ends_with_2(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Results((), 3, errors=(InternalError("app/x.py", "DDD301", "KeyError: 'y' (rules/x.py:3)"),))
    monkeypatch.setattr(ddd_lint.engine.run, "run", lambda *_, **__: failed)
    ended = cli("app", "--exit-zero")
    assert ended.status == 2
    assert ended.err.startswith(
        "ddd-lint: error: DDD301 failed on app/x.py, so its findings there are missing: KeyError: 'y' (rules/x.py:3)\n"
    )


def test_a_bug_is_told_with_its_traceback_and_ends_with_2(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Results:
        raise RuntimeError("a bug")

    monkeypatch.setattr(ddd_lint.engine.run, "run", fail)
    ended = cli("app")
    assert ended.status == 2
    assert "RuntimeError: a bug\nddd-lint: error: this is a bug in ddd-lint; please report it" in ended.err


def test_an_interrupted_run_ends_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> Results:
        raise KeyboardInterrupt

    monkeypatch.setattr(ddd_lint.engine.run, "run", interrupt)
    assert cli("app").status == 130


# -- the other commands ------------------------------------------------------------------------------------------------


def test_importing_the_entry_point_runs_nothing() -> None:
    """Worker processes that are spawned import it again."""
    assert importlib.import_module("ddd_lint.__main__").main is main


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version") == (0, f"ddd-lint {__version__}\n", "")
    assert cli("-h") == cli("--help")
    assert "Commands:" in cli("-h").out
    assert "--stdin-filename" in cli("check", "-h").out


def test_every_option_of_check_can_come_from_the_environment() -> None:
    check = ddd_lint.cli.app.app.commands["check"]
    for parameter in check.params:
        if isinstance(parameter, click.Option):
            assert parameter.name is not None
            assert parameter.envvar == f"DDD_LINT_{parameter.name.upper()}"


def test_rules_lists_every_rule(cli: Cli) -> None:
    lines = cli("rules").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[meta.code, meta.name] for meta in all_metas()]
    assert all(meta.summary in line for meta, line in zip(all_metas(), lines, strict=True))


def test_rules_as_data(cli: Cli) -> None:
    listed = json.loads(cli("rules", "--output-format", "json").out)
    assert [each["code"] for each in listed] == [meta.code for meta in all_metas()]
    assert listed[0] == json.loads(cli("rule", "DDD001", "--output-format", "json").out)
    assert set(listed[0]) == {"code", "name", "family", "summary", "status", "fix", "since", "page"}


def test_a_rule_by_code_or_name(cli: Cli) -> None:
    page = cli("rule", "DDD003")
    assert page == cli("rule", "unused-suppression")
    assert page == cli("rule", "ddd003")
    assert page.out.startswith("# unused-suppression (DDD003)\n\nsince 0.1.0, stable\n\n")
    meta = find_rule("DDD003")
    assert meta is not None
    assert page.out.endswith(f"{meta.page}\n")


def test_status_and_fix_of_a_rule_are_told(cli: Cli) -> None:
    table = cli("rules").out.splitlines()
    for meta, line in zip(all_metas(), table, strict=True):
        marks = [*(["preview"] if meta.status == "preview" else []), f"{meta.fixability.value} fix"]
        if meta.fixability == "none":
            del marks[-1]
        assert (f"({', '.join(marks)}) " if marks else f"{meta.name} ") in line
        facts = [f"since {meta.since}", meta.status.value, *marks[-1:]] if meta.fixability != "none" else []
        assert ", ".join(facts) in cli("rule", meta.code).out


def test_a_rule_in_colour_is_rendered(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    page = cli("rule", "DDD003").out
    assert "\x1b[" in page
    assert "## Why it is bad" not in page
    assert "Why it is bad" in page


def test_an_unknown_rule_is_answered_with_the_nearest(cli: Cli) -> None:
    assert cli("rule", "DDD0003").err == "ddd-lint: error: no rule is called `DDD0003`; did you mean `DDD003`?\n"
    ended = cli("rule", "unused-supression")
    assert ended == (
        2,
        "",
        "ddd-lint: error: no rule is called `unused-supression`; did you mean `unused-suppression`?\n",
    )
    assert cli("rule", "qqq").err == "ddd-lint: error: no rule is called `qqq`; `ddd-lint rules` lists them all\n"


def test_config_shows_every_setting_with_its_origin(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "ddd-lint.toml").write_text('database = "mysql"\n[layers]\ndomain = ["shop.domain"]\n')
    monkeypatch.setenv("DDD_LINT_JOBS", "3")
    monkeypatch.setenv("DDD_LINT_OUTPUT_FORMAT", "github")
    shown = json.loads(cli("config", "app", "--extend-ignore", "DDD003", "--output-format", "json").out)
    assert shown["root"] == str(project)
    assert shown["file"] == str(project / "ddd-lint.toml")
    settings = shown["settings"]
    assert settings["database"] == {"value": "mysql", "origin": str(project / "ddd-lint.toml")}
    assert settings["layers"] == {"value": {"domain": ["shop.domain"]}, "origin": str(project / "ddd-lint.toml")}
    assert settings["extend-ignore"] == {"value": ["DDD003"], "origin": "command line"}
    assert settings["jobs"] == {"value": 3, "origin": "environment"}
    assert settings["preview"] == {"value": False, "origin": "default"}
    assert settings["output-format"] == {"value": "github", "origin": "environment"}
    assert settings["cache-dir"]["value"] == str(project / ".ddd_lint_cache")
    assert "DDD001" in shown["rules"]
    assert "DDD003" not in shown["rules"]


def test_config_as_text_is_a_configuration_file(cli: Cli, project: Path) -> None:
    (project / "ddd-lint.toml").write_text('[layers]\ndomain = ["shop.domain"]\n[thresholds]\nsome-length = 8\n')
    text = cli("config", "--select", "DDD0").out
    assert f"# project root: {project}\n# configuration: {project}/ddd-lint.toml\n" in text
    assert '\n# command line\nselect = ["DDD0"]\n' in text
    assert "\n# default\n# jobs: one a core\n" in text
    assert f'\n# {project}/ddd-lint.toml\nlayers = {{ "domain" = ["shop.domain"] }}\n' in text
    (project / "copy.toml").write_text(text)
    again = cli("config", "--config", "copy.toml").out
    told = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in again.splitlines() if not line.startswith("#")] == told
    assert "# configuration: none\n" in cli("config", "--isolated").out


@pytest.mark.parametrize(
    ("missing", "told", "listed"),
    [
        ([], "django, jinja, graphql", ["django", "jinja", "graphql"]),
        (["jinja2"], "django, graphql (install `ddd-lint[templates]` for jinja)", ["django", "graphql"]),
        (["graphql"], "django, jinja (install `ddd-lint[graphql]` for graphql)", ["django", "jinja"]),
        (
            ["django", "jinja2", "graphql"],
            "none (install `ddd-lint[templates,graphql]` for django, jinja, graphql)",
            [],
        ),
    ],
)
def test_config_tells_which_templates_are_read(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, missing: list[str], told: str, listed: list[str]
) -> None:
    real = templates.find_spec
    monkeypatch.setattr(templates, "find_spec", lambda name: None if name in missing else real(name))
    assert f"\n# templates that are read: {told}\n" in cli("config").out
    assert json.loads(cli("config", "--output-format", "json").out)["templates"] == listed


def test_config_refuses_what_check_refuses(cli: Cli) -> None:
    assert "no rule is called `DDD999`" in cli("config", "--select", "DDD999").err


def test_clean_drops_the_cache(cli: Cli, project: Path) -> None:
    cli("app")
    assert (project / ".ddd_lint_cache").is_dir()
    assert cli("clean") == (0, "", f"Removed the cache in {project}/.ddd_lint_cache.\n")
    assert not (project / ".ddd_lint_cache").exists()
    assert cli("clean") == (0, "", f"No cache in {project}/.ddd_lint_cache.\n")


def test_the_cache_is_left_alone_or_kept_elsewhere(cli: Cli, project: Path) -> None:
    cli("app", "--no-cache")
    assert not (project / ".ddd_lint_cache").exists()
    cli("app", "--cache-dir", "kept")
    assert (project / "kept").is_dir()
    assert cli("clean", "--cache-dir", "kept").err == f"Removed the cache in {project}/kept.\n"


def test_a_cache_that_can_not_be_removed_is_told(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ddd_lint.engine.cache.clean", refuse)
    ended = cli("clean")
    assert ended.status == 2
    assert ended.err == f"ddd-lint: error: can't clean {project}/.ddd_lint_cache: Permission denied\n"
