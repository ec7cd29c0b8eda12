"""An answer doesn't depend on what was asked before it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd_lint.config import load
from ddd_lint.engine.understand import understand
from ddd_lint.frameworks.registry import tables
from ddd_lint.index.evaluate import Evaluator
from ddd_lint.index.models import Models
from ddd_lint.index.values import ExtInst, Ref, Values
from ddd_lint.model.facts import FileFacts

ROOT = Path(__file__).parents[1] / "fixtures"
PROJECTS = [
    "resolution/limits",
    "resolution/flow",
    "resolution/containers",
    "resolution/corners",
    "resolution/django",
    "queries/query-in-loop-through-call/bad_closure",
    "cycles",
]


@cache
def facts_of(project: str) -> dict[str, FileFacts]:
    understood = understand(load(ROOT / project, isolated=True), [ROOT / project], jobs=0, cache=False)
    return dict(understood.project.files)


def evaluator(project: str) -> Evaluator:
    made = Evaluator(facts_of(project), tables())
    made.models = Models(made)
    return made


@cache
def questions(project: str) -> list[tuple[Ref, int]]:
    return [
        ((path, number), position)
        for path, facts in facts_of(project).items()
        for number, unit in enumerate(facts.units)
        for position in range(len(unit.code))
    ]


@cache
def asked_alone(project: str) -> dict[tuple[Ref, int], set[object]]:
    return {question: set(evaluator(project).value(*question)) for question in questions(project)}


@pytest.mark.parametrize("project", PROJECTS)
@settings(max_examples=25, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_answers_are_the_same_in_any_order(project: str, order: object) -> None:
    asked = list(questions(project))
    order.shuffle(asked)  # type: ignore[attr-defined]
    made = evaluator(project)
    assert {question: set(made.value(*question)) for question in asked} == asked_alone(project)


def returned(made: Evaluator, name: str) -> Values:
    (ref,) = (
        (path, number)
        for path, facts in made.files.facts.items()
        for number, unit in enumerate(facts.units)
        if unit.name == name and unit.kind == "function"
    )
    return made.returns(ref)


@pytest.mark.parametrize("first", ["even", "odd", "third"])
def test_each_member_of_a_cycle_knows_what_all_give(first: str) -> None:
    made = evaluator("cycles")
    returned(made, first)
    whole = {ExtInst("decimal.Decimal"), ExtInst("fractions.Fraction"), ExtInst("pathlib.Path")}
    assert [set(returned(made, name)) for name in ("even", "odd", "third")] == [whole] * 3
