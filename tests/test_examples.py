"""The example shops: every finding of the one, none in the other.

After a change of rules or of the shop, `tests/examples/shop.txt` is written anew by

    ddd-lint check --select DDD --output-format flake8 --exit-zero --output-file tests/examples/shop.txt examples/shop
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DJANGO_ONLY = {"DDD305", "DDD307"}
EXPECTED = ROOT / "tests" / "examples" / "shop.txt"


def lint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddd_lint", "check", "--no-cache", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_each_finding_of_the_shop() -> None:
    done = lint("--select", "DDD", "--output-format", "flake8", "examples/shop")
    assert done.stdout.splitlines() == EXPECTED.read_text("utf-8").splitlines()
    assert done.returncode == 1


def test_every_stable_finding_shows_without_selection() -> None:
    from ddd_lint.model.rule import Status
    from ddd_lint.rules.registry import all_metas

    stable = {meta.code for meta in all_metas() if meta.status is Status.STABLE}
    expected = [line for line in EXPECTED.read_text("utf-8").splitlines() if line.split()[1] in stable]
    assert lint("--output-format", "flake8", "examples/shop").stdout.splitlines() == expected


def test_the_shop_shows_every_rule() -> None:
    from ddd_lint.rules.registry import all_metas

    shown = set(re.findall(r": (DDD\d{3}) ", EXPECTED.read_text("utf-8")))
    assert {meta.code for meta in all_metas() if meta.family != "DDD0"} - DJANGO_ONLY <= shown


@pytest.mark.parametrize("options", [(), ("--include-tests", "--include-scripts")], ids=["default", "with tests"])
def test_the_clean_shop_is_silent(options: tuple[str, ...]) -> None:
    done = lint("--select", "DDD", "--output-format", "flake8", *options, "examples/shop_clean")
    assert (done.stdout, done.returncode) == ("", 0)
    assert re.fullmatch(r"No findings in \d{2} files\.\n", done.stderr)


def test_nothing_is_suppressed_in_the_examples() -> None:
    texts = {path: path.read_text("utf-8") for path in (ROOT / "examples").rglob("*.py")}
    assert len(texts) > 70
    assert [path for path, text in texts.items() if re.search(r"noqa|ddd-lint:", text)] == []
