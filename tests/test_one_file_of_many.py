"""Naming one file of a project reports on that file alone, and knows all the others."""

from pathlib import Path

import msgspec
import pytest

from ddd_lint.config import load
from ddd_lint.engine.run import evaluate
from ddd_lint.engine.survey import survey_of
from ddd_lint.testing.expectations import wanted

FIXTURES = Path(__file__).parent / "fixtures"
PROJECTS = [case for case in sorted(FIXTURES.glob("*/*/bad_*")) if case.is_dir()]


def found(case: Path, names: frozenset[str]) -> list[tuple[str, int, str]]:
    configured = case / "ddd-lint.toml"
    selected = {"select": (case.parent.name,)}
    resolved = (
        load(case, config=configured, overrides=selected)
        if configured.is_file()
        else load(case, isolated=True, overrides=selected)
    )
    contents = {path.relative_to(case).as_posix(): path.read_bytes() for path in case.rglob("*.py")}
    survey = survey_of(contents, resolved.settings, case)
    results = evaluate(msgspec.structs.replace(survey, linted=survey.linted & names))
    assert not results.errors
    return [(finding.path, finding.span.line, finding.message) for finding in results.findings]


@pytest.mark.parametrize("case", PROJECTS, ids=lambda case: case.relative_to(FIXTURES).as_posix())
def test_findings_of_a_file_named_alone(case: Path) -> None:
    names = frozenset(path.relative_to(case).as_posix() for path in case.rglob("*.py"))
    marked = {name for name in names if wanted(name, (case / name).read_text())}
    every = found(case, names)
    assert {path for path, *_ in every} == marked
    first = frozenset(sorted(marked)[:1])
    assert found(case, first) == [finding for finding in every if finding[0] in first]
    assert found(case, names - first) == [finding for finding in every if finding[0] not in first]
