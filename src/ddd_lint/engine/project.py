"""Facts of all files → index → findings of the project rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ddd_lint.engine.analyse import internal_error, unreadable
from ddd_lint.engine.collect import Collected
from ddd_lint.engine.ruleset import RuleSet
from ddd_lint.engine.survey import Survey
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import InternalError

PROJECT = "<project>"
"""Stands for a path where a project rule failed."""


def check_project(survey: Survey, rules: RuleSet, collected: Collected) -> tuple[list[Finding], list[InternalError]]:
    """All findings of a run and what failed in it: the files' own and those of the rules that see the whole project.

    A rule that raises costs that rule's findings, an index that can't be built those of all project rules.
    """
    findings = [*collected.findings, *(unreadable(path, reason) for path, reason in survey.unread.items())]
    errors = list(collected.errors)
    if not rules.project:
        return findings, errors
    try:
        from ddd_lint.index.project import ProjectIndex

        targets = survey.linted & collected.facts.keys()
        index = ProjectIndex(collected.facts, survey.settings, survey.roles, frozenset(targets))
    except Exception as error:  # ddd-lint: ignore[broad-except] -- told as an internal error of the whole project
        errors.append(internal_error(PROJECT, "index", error))
        return findings, errors
    with deep_evaluation():
        for rule in rules.project:
            try:
                findings += [finding for finding in rule().check(index) if finding.path in survey.linted]
            except Exception as error:  # ddd-lint: ignore[broad-except] -- told as an internal error of this rule
                errors.append(internal_error(PROJECT, rule.code, error))
    return findings, errors


# The index stops by itself at 120 nested evaluations, each of which takes about a dozen calls.
_RECURSION_LIMIT = 6_000


@contextmanager
def deep_evaluation() -> Iterator[None]:
    """Let Python nest calls as deep as the index's own limit needs."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
