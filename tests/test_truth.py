"""The database's own word on the fixture pairs and the example shops, and that `benchmarks/truth.py` would tell a lie."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "truth.py"
PAIR = Path("queries", "query-in-loop")
NAME = "for_scalars"


def truth(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
def test_the_database_agrees_on_every_pair() -> None:
    done = truth("-v")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 contradict ddd-lint" in done.stdout.splitlines()[-1]


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of fixtures and scenarios with one pair in them."""
    fixtures, scenarios = tmp_path / "fixtures", tmp_path / "scenarios"
    for side in ("bad", "good"):
        shutil.copytree(ROOT / "tests" / "fixtures" / PAIR / f"{side}_{NAME}", fixtures / PAIR / f"{side}_{NAME}")
    (scenarios / PAIR).mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "truth" / PAIR / f"{NAME}.py", scenarios / PAIR)
    return fixtures, scenarios


def verdict(copies: tuple[Path, Path]) -> tuple[int, str]:
    """The exit status and what stands under `verdict` of the only pair."""
    fixtures, scenarios = copies
    done = truth("--fixtures", fixtures, "--scenarios", scenarios)
    lines = done.stdout.splitlines()
    assert len(lines) == 3, done.stdout + done.stderr
    return done.returncode, lines[1][lines[0].index("verdict") :]


def test_a_pair_that_is_as_it_says(copies: tuple[Path, Path]) -> None:
    assert verdict(copies) == (0, "agrees")


def test_a_fix_that_is_none(copies: tuple[Path, Path]) -> None:
    pair = copies[0] / PAIR
    shutil.rmtree(pair / f"good_{NAME}")
    shutil.copytree(pair / f"bad_{NAME}", pair / f"good_{NAME}")
    status, said = verdict(copies)
    assert status == 1
    assert said.startswith("after grows with the rows; ddd-lint finds DDD301 after (app/turnover.py:")


def test_a_problem_that_is_none(copies: tuple[Path, Path]) -> None:
    pair = copies[0] / PAIR
    shutil.rmtree(pair / f"bad_{NAME}")
    shutil.copytree(pair / f"good_{NAME}", pair / f"bad_{NAME}")
    assert verdict(copies) == (1, "before does not grow with the rows; ddd-lint finds no DDD301 before")


def test_a_fix_that_changes_the_answer(copies: tuple[Path, Path]) -> None:
    fixed = copies[0] / PAIR / f"good_{NAME}" / "app" / "turnover.py"
    fixed.write_text(fixed.read_text("utf-8").replace("customer.name: ", "customer.name.upper(): "), "utf-8")
    assert verdict(copies) == (1, "before and after answer differently")


def test_an_entry_that_fails(copies: tuple[Path, Path]) -> None:
    scenario = copies[1] / PAIR / f"{NAME}.py"
    text = scenario.read_text("utf-8")
    scenario.write_text(f"{text}\n\ndef run(session):\n    raise LookupError('lost')\n", "utf-8")
    assert verdict(copies) == (1, "before ends with LookupError: lost")


def test_a_scenario_without_its_pair(copies: tuple[Path, Path]) -> None:
    fixtures, scenarios = copies
    shutil.rmtree(fixtures / PAIR / f"good_{NAME}")
    done = truth("--fixtures", fixtures, "--scenarios", scenarios)
    assert done.returncode == 1
    assert f"{NAME}.py: there is no pair of that name below" in done.stderr


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of fixtures and scenarios with one pair of single files in them, asked place by place."""
    folder, name = PAIR.parent / "cache-call-in-loop", "redis"
    fixtures, scenarios = tmp_path / "fixtures", tmp_path / "scenarios"
    (fixtures / folder).mkdir(parents=True)
    (scenarios / folder).mkdir(parents=True)
    for side in ("bad", "good"):
        shutil.copy(ROOT / "tests" / "fixtures" / folder / f"{side}_{name}.py", fixtures / folder)
    shutil.copy(ROOT / "tests" / "truth" / folder / f"{name}.py", scenarios / folder)
    return fixtures, scenarios


def verdicts(places: tuple[Path, Path]) -> dict[str, str]:
    """What stands under `verdict`, by the side that has a number and the place."""
    lines = truth("--fixtures", places[0], "--scenarios", places[1]).stdout.splitlines()
    after, said = lines[0].index("after"), lines[0].index("verdict")
    return {("before " if line[after] == "-" else "after ") + line.split()[1]: line[said:] for line in lines[1:-1]}


def test_places_that_are_as_they_say(places: tuple[Path, Path]) -> None:
    said = verdicts(places)
    assert said == dict.fromkeys(
        [f"before {name}" for name in ("scores", "forget", "pages")], "agrees"
    ) | dict.fromkeys([f"after {name}" for name in ("scores", "forget", "pages", "keep")], "agrees")


def test_places_on_the_wrong_side(places: tuple[Path, Path]) -> None:
    (folder,) = (places[0] / "queries").iterdir()
    before, after = folder / "bad_redis.py", folder / "good_redis.py"
    texts = before.read_text("utf-8"), after.read_text("utf-8")
    before.write_text(texts[1], "utf-8")
    after.write_text(texts[0] + "\n\ndef keep(scores):\n    pass\n", "utf-8")
    said = verdicts(places)
    assert said["before scores"] == "before does not grow with the rows; ddd-lint finds no DDD3 before"
    assert said["after pages"] == "after grows with the rows; ddd-lint finds DDD306 after (good_redis.py:24)"


def test_a_library_that_is_missing(copies: tuple[Path, Path]) -> None:
    scenario = copies[1] / PAIR / f"{NAME}.py"
    scenario.write_text("raise ModuleNotFoundError('gone', name='strawberry.types')\n", "utf-8")
    assert verdict(copies) == (0, "not asked: no strawberry")


def test_a_module_of_the_project_that_is_missing(copies: tuple[Path, Path]) -> None:
    scenario = copies[1] / PAIR / f"{NAME}.py"
    scenario.write_text("import app.nowhere\n", "utf-8")
    assert verdict(copies) == (1, "before ends with ModuleNotFoundError: No module named 'app.nowhere'")


def test_pairs_without_a_scenario_are_told(copies: tuple[Path, Path]) -> None:
    fixtures, scenarios = copies
    for side in ("bad", "good"):
        shutil.copytree(fixtures / PAIR / f"{side}_{NAME}", fixtures / PAIR / f"{side}_other")
    done = truth("--fixtures", fixtures, "--scenarios", scenarios)
    assert done.stdout.splitlines()[0] == "1 pairs without a scenario: query-in-loop/other"


def test_each_finding_lies_in_a_place_that_is_asked() -> None:
    script = runpy.run_path(str(SCRIPT))
    asked: dict[Path, list[str]] = {}
    for pair in script["pairs"](ROOT / "tests" / "fixtures", ROOT / "tests" / "truth"):
        if pair.place and pair.sides == ("before",):
            asked.setdefault(pair.before, []).append(pair.place)
    assert asked
    left = []
    for root, named in asked.items():
        family = script["find_rule"](root.parent.name).code[:4]
        found = script["findings_of"](root, family)
        inside = {finding for place in named for finding in script["in_place"](found, root, place)}
        left += [f"{root.name}/{finding.path}:{finding.span.line}" for finding in found if finding not in inside]
    assert left == []


def test_a_name_that_no_pair_has() -> None:
    done = truth("no-such-pair")
    assert (done.returncode, done.stderr) == (1, "no pair of that name\n")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([3, 5, 9], True),
        ([4, 8, 16], True),
        ([2, 2, 2], False),
        ([2, 3, 3], False),
        ([1, 2, 3], False),
        ([9, 5, -3], False),
    ],
)
def test_growth_in_proportion(counts: list[int], expected: bool) -> None:
    assert runpy.run_path(str(SCRIPT))["grows"](counts) is expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("SCAN orders", True),
        ("USE TEMP B-TREE FOR ORDER BY", True),
        ("SCAN orders USING INDEX ix_orders_placed", False),
        ("SEARCH orders USING INDEX ix_orders_customer (customer_id=?)", False),
        ("SEARCH orders USING INTEGER PRIMARY KEY (rowid=?)", False),
    ],
)
def test_steps_that_go_through_a_whole_table(step: str, expected: bool) -> None:
    assert runpy.run_path(str(SCRIPT))["goes_through_all"](step) is expected


def test_each_query_too_many_in_the_shop_is_asked_of_the_database() -> None:
    script = runpy.run_path(str(SCRIPT))
    shop = ROOT / "examples" / "shop"
    parts = list(script["parts_of_examples"](ROOT / "examples", ROOT / "tests" / "truth"))
    asked = {
        finding
        for part in parts
        for finding in script["in_place"](script["findings_of"](shop, part.code), shop, part.place)
    }
    assert len(parts) == 19
    assert [finding for finding in script["findings_of"](shop, "DDD3") if finding not in asked] == []
