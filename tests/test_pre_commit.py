"""The hooks, under the real pre-commit, in real git repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
PACKAGE = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "src")

HELPER = """
class AppError(Exception):
    pass


def fail(error):
    raise AppError("no") from error
"""
RELIES_ON_HELPER = """
from app.errors import fail


def load(read):
    try:
        return read()
    except Exception as error:
        fail(error)
"""
SWALLOWS = """
def tell(send):
    try:
        send()
    except Exception:
        pass
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    left_out = ("GIT_", "PRE_COMMIT", "DDD_LINT_", "COVERAGE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    people = {f"GIT_{who}_{what}": "dev@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        **kept,
        **people,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
    }


class Repository:
    """A git repository with a small project in it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir()
        self.run("git", "init", "-q", "-b", "main")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        self.run("git", "add", "--all")

    def commit(self, *, verify: bool = True) -> subprocess.CompletedProcess[str]:
        skip = () if verify else ("--no-verify",)
        return self.run("git", "commit", "-q", "-m", "change", *skip, check=False)


def check_commits(repository: Repository, hook: str) -> None:
    """Commit through the hook: what is committed already is known but not reported."""
    repository.write({
        ".pre-commit-config.yaml": hook,
        "pyproject.toml": '[tool.ddd-lint]\nextend-exclude = ["generated/"]\n',
        "app/__init__.py": "",
        "app/errors.py": HELPER,
        "app/old.py": SWALLOWS,
    })  # fmt: skip
    assert repository.commit(verify=False).returncode == 0
    repository.run(sys.executable, "-m", "pre_commit", "install")

    repository.write({"app/load.py": RELIES_ON_HELPER, "generated/tell.py": SWALLOWS})
    silent = repository.commit()
    assert silent.returncode == 0, silent.stdout + silent.stderr
    assert "Passed" in silent.stderr

    repository.write({"app/tell.py": SWALLOWS})
    refused = repository.commit()
    told = refused.stdout + refused.stderr
    assert refused.returncode == 1, told
    assert "app/tell.py:5:5: DDD603 swallowed-exception" in told
    assert "1 finding in 1 of 1 file." in told
    assert "app/old.py" not in told

    everything = repository.run(sys.executable, "-m", "pre_commit", "run", "--all-files", check=False)
    assert everything.returncode == 1
    assert "app/old.py:5:5: DDD603" in everything.stdout
    assert "app/load.py" not in everything.stdout

    repository.write({"app/errors.py": HELPER.replace('raise AppError("no") from error', "print(error)")})
    changed = repository.run(
        sys.executable, "-m", "pre_commit", "run", "--files", "app/load.py", "app/errors.py", check=False
    )
    assert "app/load.py:8:5: DDD602 broad-except" in changed.stdout


def test_installed_tool_as_hook(tmp_path: Path, environment: dict[str, str]) -> None:
    repository = Repository(tmp_path / "project", environment)
    hook = f"""
repos:
  - repo: local
    hooks:
      - id: ddd-lint
        name: ddd-lint
        entry: {sys.executable} -m ddd_lint check --force-exclude
        language: system
        types: [python]
        require_serial: true
"""
    check_commits(repository, hook)


def test_hook_from_its_repository(tmp_path: Path, environment: dict[str, str]) -> None:
    tool = Repository(tmp_path / "ddd-lint", environment)
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tool.folder / name)
    shutil.rmtree(tool.folder / "src" / "ddd_lint" / "__pycache__", ignore_errors=True)
    tool.run("git", "add", "--all")
    assert tool.commit().returncode == 0
    revision = tool.run("git", "rev-parse", "HEAD").stdout.strip()

    repository = Repository(tmp_path / "project", environment)
    hook = f"""
repos:
  - repo: {tool.folder.as_uri()}
    rev: {revision}
    hooks:
      - id: ddd-lint
"""
    check_commits(repository, hook)


def test_own_hooks_are_valid(environment: dict[str, str]) -> None:
    for validate, file in (
        ("validate-config", ".pre-commit-config.yaml"),
        ("validate-manifest", ".pre-commit-hooks.yaml"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", validate, file],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
