"""Every case below tests/fixtures/<family>/<rule-name>/, and the examples on every rule's page."""

from pathlib import Path

import pytest

import ddd_lint.rules
from ddd_lint.model.rule import RuleMeta
from ddd_lint.rules.base import Rule
from ddd_lint.rules.registry import all_metas, all_rules, find_rule
from ddd_lint.testing import check_case, check_page
from ddd_lint.testing.expectations import wanted

FIXTURES = Path(__file__).parent / "fixtures"
FAMILIES = sorted(
    folder.name for folder in Path(ddd_lint.rules.__path__[0]).iterdir() if folder.is_dir() and folder.name[0] != "_"
)
RULE_FOLDERS = [
    folder
    for family in FAMILIES
    if (FIXTURES / family).is_dir()
    for folder in sorted((FIXTURES / family).iterdir())
    if folder.is_dir() and folder.name != "__pycache__"
]
CASES = [
    case
    for folder in RULE_FOLDERS
    for case in sorted(folder.iterdir())
    if case.name != "__pycache__" and (case.is_dir() or case.suffix == ".py")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(FIXTURES).as_posix())
def test_case(case: Path) -> None:
    rule = find_rule(case.parent.name)
    assert rule is not None, f"no rule is called {case.parent.name}"
    check_case(case, select=rule.family)


@pytest.mark.parametrize("meta", all_metas(), ids=lambda meta: meta.code)
def test_examples_on_page(meta: RuleMeta) -> None:
    check_page(meta)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_has_a_case_that_it_finds_and_one_that_it_does_not(rule: type[Rule]) -> None:
    found, silent = False, False
    for case in CASES:
        if case.parent.name == rule.name:
            files = sorted(case.rglob("*.py")) if case.is_dir() else [case]
            codes = {want.code for file in files for want in wanted(file.name, file.read_text(errors="replace"))}
            found, silent = found or rule.code in codes, silent or rule.code not in codes
    assert found
    assert silent
