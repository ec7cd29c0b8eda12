"""Generated documentation is in step with the code, and every link between pages leads somewhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ddd_lint.rules.registry import all_metas

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*/*.md")])


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project that holds what the generator reads and writes."""
    shutil.copy(ROOT / "README.md", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def test_in_step() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_out_of_step_is_named_and_mended(generate: ModuleType, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate.main([], copy)
    capsys.readouterr()
    rules = copy / "docs" / "rules"
    first = (rules / "DDD001.md").read_bytes()
    (rules / "DDD999.md").write_text("a rule that is gone", "utf-8")
    (rules / "DDD001.md").unlink()
    (rules / "index.md").write_text("old", "utf-8")
    assert generate.main(["--check"], copy) == 1
    told = capsys.readouterr()
    assert sorted(told.out.splitlines()) == [
        "docs/rules/DDD001.md: out of step",
        "docs/rules/DDD999.md: out of step",
        "docs/rules/index.md: out of step",
    ]
    assert "python docs/generate.py" in told.err
    assert not (rules / "DDD001.md").exists()

    assert generate.main([], copy) == 0
    assert "docs/rules/DDD999.md: removed" in capsys.readouterr().out
    assert generate.main(["--check"], copy) == 0
    assert (rules / "DDD001.md").read_bytes() == first


def test_a_part_that_is_missing_or_doubled_is_an_error(generate: ModuleType) -> None:
    part = "<!-- generated: rules -->\nold\n<!-- end of rules -->\n"
    assert generate.fill(f"a\n{part}b\n", "rules", "new") == f"a\n{part.replace('old', 'new')}b\n"
    for text in ("", part * 2):
        with pytest.raises(ValueError, match="rules"):
            generate.fill(text, "rules", "new")


def test_every_rule_is_listed() -> None:
    index = (ROOT / "docs" / "rules" / "index.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for meta in all_metas():
        assert f"[{meta.code}]({meta.code}.md) | {meta.name}" in index
        assert f"[{meta.code}](docs/rules/{meta.code}.md) | {meta.name}" in readme


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        assert not anchor or anchor in _anchors(linked), target
