"""The uses of columns that are found in the projects below tests/fixtures/uses, told in comments of their code.

    # uses: users.email equality, users.code equality served
    # uses: nothing

`served` says that an index finds the rows by what holds beside the use, `constant` that the column is compared with a literal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from ddd_lint.config import load
from ddd_lint.engine.understand import understand
from ddd_lint.index.project import ProjectIndex

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


MODELS = """
    from sqlalchemy import Column, Integer, String
    from sqlalchemy.orm import DeclarativeBase

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id = Column(Integer, primary_key=True)
        email = Column(String(80))
        code = Column(String(8), index=True)
"""


@pytest.mark.parametrize(("links", "served"), [(20, True), (30, False)])
def test_a_chain_is_followed_over_a_limited_number_of_links(
    make_index: Callable[[Mapping[str, str]], ProjectIndex], links: int, served: bool
) -> None:
    chain = ".distinct()" * links
    query = (
        f"def find(session, value):\n    session.query(User).filter(User.email == value){chain}.filter_by(code=value)"
    )
    index = make_index({"models.py": MODELS, "use.py": f"from models import User\n\n{query}\n"})
    (table,) = index.schema.tables()
    assert [use.served for use in index.uses.of(table, table.columns["email"])] == [served]


@pytest.mark.parametrize(("calls", "served"), [(120, True), (121, False)])
def test_a_function_called_from_too_many_places_is_not_followed_to_them(
    make_index: Callable[[Mapping[str, str]], ProjectIndex], calls: int, served: bool
) -> None:
    narrowed = "def narrowed(query, value):\n    return query.filter(User.email == value)\n"
    call = "    narrowed(session.query(User).filter(User.code == value), value)\n"
    text = f"from models import User\n\n{narrowed}\ndef use(session, value):\n{call * calls}"
    index = make_index({"models.py": MODELS, "use.py": text})
    (table,) = index.schema.tables()
    assert [use.served for use in index.uses.of(table, table.columns["email"])] == [served]
