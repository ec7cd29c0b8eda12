"""What the README and the guides tell people to type exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddd_lint", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )


@cache
def usage(*command: str) -> str:
    return run(*command, "--help").stdout


def commands() -> list[str]:
    """Every `ddd-lint …` command that the guides show, in code blocks and in running text."""
    found = set()
    for guide in GUIDES:
        text = guide.read_text("utf-8")
        found.update(re.findall(r"^(?: {4}|\$ |.*&& )(ddd-lint(?: .*)?)$", text, re.MULTILINE))
        found.update(re.findall(r"`(ddd-lint(?: [^`\n]+)?)`", text))
    return sorted(found)


def test_the_main_commands_are_the_promised_ones() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in ("pip install . && ddd-lint examples/shop", "pip install -e '.[dev]' && pytest"):
        assert f"\n    {command}\n" in readme
        assert f"\n{command}" in ci.replace("  ", "")


@pytest.mark.parametrize("command", commands())
def test_commands_and_options_exist(command: str) -> None:
    command = re.split(r" [|<>] ", command)[0]
    words = shlex.split(command.replace("[PATHS]", "src").replace("CODE|NAME", "DDD001").replace("CODE", "DDD001"))[1:]
    names = re.findall(r"^  ([a-z]+) ", usage().partition("Commands:")[2], re.MULTILINE)
    name = words[0] if words and words[0] in names else "check"
    known = usage(name) + usage()
    for option in (word for word in words if word.startswith("-") and word != "-"):
        assert re.search(rf"(?<![\w-]){re.escape(option.partition('=')[0])}(?![\w-])", known), option
    if name == "rule" and len(words) > 1:
        key = next(word for word in words[1:] if not word.startswith("-"))
        assert run("rule", key).returncode == 0


def test_configuration_examples_are_accepted(tmp_path: Path) -> None:
    seen = 0
    for guide in GUIDES:
        text = guide.read_text("utf-8")
        blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
        blocks += [re.sub(r"(?m)^ {4}", "", block) for block in re.findall(r"((?:^ {4}.*\n|^\n)+)", text, re.MULTILINE)]
        for number, block in enumerate(block for block in blocks if "[tool.ddd-lint" in block):
            tomllib.loads(block)
            folder = tmp_path / f"{guide.stem}{number}"
            folder.mkdir()
            (folder / "pyproject.toml").write_text(block, "utf-8")
            done = run("config", str(folder))
            assert done.returncode == 0, f"{guide.name}: {done.stderr}\n{block}"
            seen += 1
    assert seen >= 2
