"""Findings stand in the files that are linted, and are the same whichever of the project's other files are."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ddd_lint.config import load
from ddd_lint.engine.run import evaluate
from ddd_lint.engine.survey import Survey, survey_of
from ddd_lint.model.finding import Finding
from ddd_lint.rules.registry import find_rule
from ddd_lint.testing.cases import CONFIG, contents_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
PROJECTS = [
    case
    for case in sorted(FIXTURES.glob("*/*/bad_*"))
    if case.is_dir() and find_rule(case.parent.name) is not None and len(list(case.rglob("*.py"))) > 1
]


def linted(survey: Survey, files: list[str]) -> list[Finding]:
    results = evaluate(msgspec.structs.replace(survey, linted=frozenset(files)))
    assert not results.errors
    return list(results.findings)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda case: case.relative_to(FIXTURES).as_posix())
def test_half_of_the_files_have_the_findings_of_all(project: Path) -> None:
    config = project / CONFIG
    rule = find_rule(project.parent.name)
    assert rule is not None
    settings = load(
        project,
        config=config if config.is_file() else None,
        isolated=not config.is_file(),
        overrides={"select": (rule.family,)},
    ).settings
    survey = survey_of(contents_of(project), settings, project)
    known = linted(survey, list(survey.files))
    with_findings = sorted({finding.path for finding in known})
    assert with_findings
    for half in (with_findings[::2], [path for path in survey.files if path not in with_findings[::2]]):
        assert linted(survey, half) == [finding for finding in known if finding.path in half]
