from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ddd_lint.config import ConfigError, load
from ddd_lint.model.settings import DEFAULT_EXCLUDE, Settings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_file_everything_is_default(tmp_path: Path) -> None:
    resolved = load(tmp_path)
    assert resolved.settings == Settings()
    assert resolved.root == tmp_path
    assert resolved.cache_dir == tmp_path / ".ddd_lint_cache"
    assert (resolved.file, resolved.output_format, resolved.jobs) == (None, None, None)
    assert set(resolved.origins.values()) == {"default"}
    assert {"select", "per-file-ignores", "output-format", "jobs", "cache-dir"} <= set(resolved.origins)
    assert "extend" not in resolved.origins


def test_the_nearest_pyproject_with_the_table_governs(tmp_path: Path) -> None:
    outer = write(
        tmp_path / "pyproject.toml", '[tool.ddd-lint]\nselect = ["DDD6"]\njobs = 3\noutput-format = "github"\n'
    )
    write(tmp_path / "app/pyproject.toml", "[tool.other]\nx = 1\n")
    source = write(tmp_path / "app/src/main.py", "")
    for start in (source, source.parent, tmp_path / "app", tmp_path):
        resolved = load(start)
        assert resolved.settings.select == ("DDD6",)
        assert resolved.root == tmp_path
        assert resolved.file == outer
        assert (resolved.jobs, resolved.output_format) == (3, "github")
        assert resolved.origins["select"] == resolved.origins["jobs"] == str(outer)


def test_own_files_win_over_pyproject_beside_them(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.ddd-lint]\nselect = ["DDD1"]\n')
    write(tmp_path / "ddd-lint.toml", 'select = ["DDD2"]\n')
    assert load(tmp_path).settings.select == ("DDD2",)
    write(tmp_path / ".ddd-lint.toml", 'select = ["DDD3"]\n')
    assert load(tmp_path).settings.select == ("DDD3",)


@pytest.mark.parametrize("marker", ["pyproject.toml", "setup.cfg", "setup.py"])
def test_the_root_without_configuration_is_the_nearest_project(tmp_path: Path, marker: str) -> None:
    write(tmp_path / "project" / marker, "")
    folder = tmp_path / "project/src/app"
    folder.mkdir(parents=True)
    assert load(folder).root == tmp_path / "project"


def test_the_root_without_configuration_may_be_a_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    folder = tmp_path / "src"
    folder.mkdir()
    assert load(folder).root == tmp_path


def test_a_file_given_governs_whatever_lies_nearer(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.ddd-lint]\nselect = ["DDD1"]\n')
    given = write(tmp_path / "ci/strict.toml", 'select = ["DDD7"]\n')
    resolved = load(tmp_path, config=given)
    assert resolved.settings.select == ("DDD7",)
    assert resolved.root == tmp_path, "a file that lies elsewhere doesn't move the root"
    (tmp_path / "ci/sub").mkdir()
    assert load(tmp_path / "ci/sub", config=given).root == tmp_path / "ci"


def test_isolated_reads_nothing(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.ddd-lint]\nselect = ["DDD1"]\n')
    folder = tmp_path / "app"
    folder.mkdir()
    resolved = load(folder, isolated=True)
    assert resolved.settings == Settings()
    assert resolved.root == folder
    with pytest.raises(ConfigError, match="`--isolated` reads no configuration file"):
        load(folder, isolated=True, config=tmp_path / "pyproject.toml")


def test_extended_files_are_inherited_from(tmp_path: Path) -> None:
    base = write(
        tmp_path / "shared/base.toml",
        'extend-exclude = ["a/"]\ndatabase = "mysql"\ntests = ["spec/"]\ncache-dir = "cache"\n'
        "thresholds = { one = 1, two = 2 }\n",
    )
    child = write(
        tmp_path / "app/pyproject.toml",
        '[tool.ddd-lint]\nextend = "../shared/base.toml"\n'
        'extend-exclude = ["b/"]\ntests = ["checks/"]\nthresholds = { two = 3 }\n',
    )
    resolved = load(tmp_path / "app")
    settings = resolved.settings
    assert settings.extend_exclude == ("a/", "b/")
    assert settings.database == "mysql"
    assert settings.tests == ("checks/",)
    assert settings.thresholds == {"one": 1, "two": 3}
    assert settings.exclude == DEFAULT_EXCLUDE
    assert resolved.root == tmp_path / "app"
    assert resolved.cache_dir == tmp_path / "shared/cache", "relative to the file that says it"
    assert resolved.origins["extend-exclude"] == f"{base}, {child}"
    assert resolved.origins["thresholds"] == f"{base}, {child}"
    assert resolved.origins["database"] == str(base)
    assert resolved.origins["tests"] == str(child)


def test_a_selection_starts_afresh_over_weaker_ones(tmp_path: Path) -> None:
    write(
        tmp_path / "ddd-lint.toml",
        'select = ["DDD6"]\nignore = ["DDD601"]\nextend-select = ["DDD7"]\n'
        'extend-ignore = ["DDD602"]\npreview = true\n',
    )
    kept = load(tmp_path, overrides={"extend_ignore": ["DDD603"]}).settings
    assert (kept.select, kept.ignore, kept.extend_ignore) == (("DDD6",), ("DDD601",), ("DDD602", "DDD603"))
    fresh = load(tmp_path, overrides={"select": ("DDD601",)})
    assert fresh.settings.select == ("DDD601",)
    assert (fresh.settings.ignore, fresh.settings.extend_select, fresh.settings.extend_ignore) == ((), (), ())
    assert fresh.settings.preview
    assert (fresh.origins["select"], fresh.origins["ignore"]) == ("command line", "default")


def test_command_line_over_environment_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "ddd-lint.toml", 'jobs = 1\noutput-format = "full"\ncache-dir = "in-file"\n')
    resolved = load(
        tmp_path,
        overrides={"jobs": 3, "output-format": None, "preview": None},
        environment={"jobs": 2, "output_format": "github", "cache_dir": Path("from-environment")},
    )
    assert (resolved.jobs, resolved.output_format) == (3, "github")
    assert resolved.cache_dir == tmp_path / "from-environment"
    origins = resolved.origins
    assert (origins["jobs"], origins["output-format"], origins["cache-dir"]) == (
        "command line",
        "environment",
        "environment",
    )
    assert origins["preview"] == "default"


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write(tmp_path / "home/base.toml", 'database = "sqlite"\ncache-dir = "~/cache"\n')
    write(tmp_path / "app/ddd-lint.toml", 'extend = "~/base.toml"\n')
    resolved = load(tmp_path / "app")
    assert resolved.settings.database == "sqlite"
    assert resolved.cache_dir == tmp_path / "home/cache"


def error_of(start: Path, **options: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(start, **options)  # type: ignore[arg-type]
    return caught.value


def test_a_file_that_extends_itself_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "ddd-lint.toml", 'extend = "a.toml"\n')
    a = write(tmp_path / "a.toml", 'extend = "b.toml"\n')
    b = write(tmp_path / "b.toml", 'extend = "./a.toml"\n')
    assert str(error_of(tmp_path)) == f"{b}: `extend`: extends itself: {a} → {b} → {a}"


def test_an_extended_file_that_is_missing_or_says_nothing_is_an_error(tmp_path: Path) -> None:
    own = write(tmp_path / "ddd-lint.toml", 'extend = "base/pyproject.toml"\n')
    base = tmp_path / "base/pyproject.toml"
    assert str(error_of(tmp_path)) == f"{own}: `extend`: there is no file {base}"
    write(base, "[project]\nname = 'x'\n")
    assert str(error_of(tmp_path)) == f"{base}: has no table `[tool.ddd-lint]`"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.ddd-lint]\n\nselct = ["DDD6"]\n', "3: `selct`: unknown setting; did you mean `select`?"),
        ("[tool.ddd-lint]\nzzz = 1\n", "2: `zzz`: unknown setting"),
        ('[tool.ddd-lint]\nselect = "DDD6"\n', "2: `select`: must be a list of strings, not a string"),
        ('[tool.other]\njobs = 0\n[tool.ddd-lint]\njobs = 0 # none\n', "4: `jobs`: must be 1 or more, not 0"),
        ('[tool]\nddd-lint.jobs = "2"\n', "2: `jobs`: must be a whole number, not a string"),
        ('tool.ddd-lint.database = "postgres"\n',
         "1: `database`: `postgres` is none of `postgresql`, `mysql`, `sqlite`; did you mean `postgresql`?"),
        (
            '[tool.ddd-lint]\njobs = 1\n[tool.ddd-lint.layers]\napi = []\n"domian" = ["app.domain"]\n',
            "5: `layers.domian`: unknown layer; did you mean `domain`?"
            "; the layers are `api`, `service`, `domain`, `repository`, `infrastructure`, `composition`",
        ),
        ("[tool.ddd-lint]\nthresholds = { long-name = -1 }\n", "2: `thresholds.long-name`: must be 0 or more, not -1"),
        ("[tool.ddd-lint]\n[tool.ddd-lint.per-file-ignores]\n'tests/*.py' = 'DDD6'\n",
         "3: `per-file-ignores.tests/*.py`: must be a list of strings, not a string"),
        ('tool = { "ddd-lint" = { jobs = 0 } }', "1: `jobs`: must be 1 or more, not 0"),
        ("[tool.ddd-lint\n", "1: is not TOML: Expected ']' at the end of a table declaration (at line 1, column 15)"),
    ],
)  # fmt: skip
def test_errors_name_file_line_key_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "pyproject.toml", text)
    assert str(error_of(tmp_path)) == f"{path}:{message}"


def test_an_error_without_a_line_names_file_and_key(tmp_path: Path) -> None:
    path = write(tmp_path / "ddd-lint.toml", r'"j\u006fbs" = 0')
    error = error_of(tmp_path)
    assert (error.file, error.key, error.line, error.message) == (str(path), "jobs", 0, "must be 1 or more, not 0")
    assert str(error) == f"{path}: `jobs`: must be 1 or more, not 0"


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool]\nddd-lint = 3\n")
    assert str(error_of(tmp_path)) == f"{path}: `tool.ddd-lint`: must be a table"
    path.write_text("tool = 3\n")
    assert load(tmp_path).file is None


def test_files_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert str(error_of(tmp_path, config=folder)) == f"{folder}: can't be read: Is a directory"
    missing = tmp_path / "missing.toml"
    assert str(error_of(tmp_path, config=missing)) == f"{missing}: can't be read: No such file or directory"
    latin = tmp_path / "ddd-lint.toml"
    latin.write_bytes(b"# caf\xe9\n")
    assert str(error_of(tmp_path)) == f"{latin}: is not UTF-8: invalid continuation byte at byte 5"
    latin.write_bytes(b"\xef\xbb\xbfjobs = 2\r\n")
    assert load(tmp_path).jobs == 2, "a byte-order mark and CRLF are fine"
    unfinished = tmp_path / "unfinished.toml"
    unfinished.write_text("jobs = ")
    assert error_of(tmp_path, config=unfinished).message.startswith("is not TOML: ")


def test_errors_of_overrides_name_their_source(tmp_path: Path) -> None:
    assert str(error_of(tmp_path, overrides={"jobs": 0})) == "command line: `jobs`: must be 1 or more, not 0"
    error = error_of(tmp_path, environment={"file_timeout": "soon"})
    assert str(error) == "environment: `file-timeout`: must be a whole number, not a string"


def test_a_relative_start_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(Path()).root == Path(os.getcwd())
