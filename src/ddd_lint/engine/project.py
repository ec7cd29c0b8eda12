"""Facts of all files → index → findings of the project rules.

Two processes share the rules in two groups with an index each: what calls do (queries, exceptions), and how the code is laid out (routes, domain,
indexes, layers). The groups have few questions in common, so that both are done in little more than half the time. An answer of the index
doesn't depend on the questions before it, so one process uses one index for all rules and finds the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from ddd_lint.engine.analyse import internal_error, unreadable
from ddd_lint.engine.collect import Collected
from ddd_lint.engine.ruleset import RuleSet
from ddd_lint.engine.survey import Survey
from ddd_lint.engine.workers import Lost, can_share, run_tasks
from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import InternalError
from ddd_lint.rules.base import ProjectRule

PROJECT = "<project>"
"""Stands for a path where a project rule failed."""

_ABOUT_CALLS = ("DDD3", "DDD6")
"""Families whose rules ask what calls do."""
_MIN_FILES = 60
"""A smaller project is done before another process has started."""

_Group = tuple[type[ProjectRule], ...]


class _Outcome(msgspec.Struct):
    """What a group of rules gave."""

    findings: list[Finding] = []
    errors: list[InternalError] = []


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Outcome).decode


def check_project(
    survey: Survey, rules: RuleSet, collected: Collected, *, jobs: int
) -> tuple[list[Finding], list[InternalError]]:
    """All findings of a run and what failed in it: the files' own and those of the rules that see the whole project.

    `jobs` is the number of processes that may be used. A rule that raises costs that rule's findings, an index that can't be built or a process
    that ends those of all rules of a group.
    """
    findings = [*collected.findings, *(unreadable(path, reason) for path, reason in survey.unread.items())]
    errors = list(collected.errors)
    about_calls = tuple(rule for rule in rules.project if rule.code.startswith(_ABOUT_CALLS))
    groups = [about_calls, tuple(rule for rule in rules.project if rule not in about_calls)]
    for outcome in _outcomes(survey, collected, [group for group in groups if group], jobs):
        findings += outcome.findings
        errors += outcome.errors
    return findings, list(dict.fromkeys(errors))


def _outcomes(survey: Survey, collected: Collected, groups: list[_Group], jobs: int) -> Iterator[_Outcome]:
    if jobs < 2 or len(groups) < 2 or len(collected.facts) < _MIN_FILES or not can_share():
        if groups:
            yield _checked(survey, collected, sum(groups, ()))
        return

    def work(group: _Group) -> bytes:
        return _encode(_checked(survey, collected, group))

    for number, result in run_tasks(groups, work, jobs=jobs, timeout=None):
        if isinstance(result, Lost):
            reason = "the process that ran it ended"
            yield _Outcome(errors=[InternalError(PROJECT, rule.code, reason) for rule in groups[number]])
        else:
            yield _decode(result)


def _checked(survey: Survey, collected: Collected, rules: _Group) -> _Outcome:
    """What rules give, asked of an index of their own."""
    outcome = _Outcome()
    try:
        targets = survey.linted & collected.facts.keys()
        index = ProjectIndex(collected.facts, survey.settings, survey.roles, frozenset(targets), collected.templates)
    except Exception as error:  # ddd-lint: ignore[broad-except] -- told as an internal error of the whole project
        outcome.errors.append(internal_error(PROJECT, "index", error))
        return outcome
    with deep_evaluation():
        for rule in rules:
            try:
                outcome.findings += [finding for finding in rule().check(index) if finding.path in survey.linted]
            except Exception as error:  # ddd-lint: ignore[broad-except] -- told as an internal error of this rule
                outcome.errors.append(internal_error(PROJECT, rule.code, error))
    return outcome


# The index stops by itself at 400 nested evaluations, each of which takes about eight calls, at most a dozen.
_RECURSION_LIMIT = 8_000


@contextmanager
def deep_evaluation() -> Iterator[None]:
    """Let Python nest calls as deep as the index's own limit needs."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
