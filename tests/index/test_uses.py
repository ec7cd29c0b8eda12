"""The uses of columns that are found in the projects below tests/fixtures/uses, told in comments of their code.

    # uses: users.email equality, users.code equality served
    # uses: nothing

`served` says that an index finds the rows by what holds beside the use, `constant` that the column is compared with a literal.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ddd_lint.config import load
from ddd_lint.engine.understand import understand

ROOT = Path(__file__).parent.parent / "fixtures" / "uses"
MARK = "# uses: "


def lines() -> list[tuple[str, str, int, str]]:
    return [
        (path.relative_to(ROOT).parts[0], "/".join(path.relative_to(ROOT).parts[1:]), number, line.partition(MARK)[2])
        for path in sorted(ROOT.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if MARK in line
    ]


@cache
def uses(project: str) -> dict[tuple[str, int], list[str]]:
    """(path, line) → the uses there."""
    resolved = load(ROOT / project, isolated=True)
    index = understand(resolved, [ROOT / project], jobs=0, cache=False).project
    found: dict[tuple[str, int], list[str]] = {}
    for table in index.schema.tables():
        for column in table.columns.values():
            for use in index.uses.of(table, column):
                condition = use.condition
                words = (
                    f"{table.name}.{column.name}",
                    condition.kind,
                    "constant" * condition.constant,
                    "served" * use.served,
                )
                found.setdefault((condition.place.path, condition.place.line), []).append(" ".join(filter(None, words)))
    return found


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line[0]}/{line[1]}:{line[2]}")
def test_uses_of_a_line(line: tuple[str, str, int, str]) -> None:
    project, path, number, expected = line
    found = ", ".join(sorted(uses(project).get((path, number), []))) or "nothing"
    assert found == expected


def test_there_are_uses_of_every_kind() -> None:
    assert len(lines()) > 75
    assert any(expected == "nothing" for *_, expected in lines())
