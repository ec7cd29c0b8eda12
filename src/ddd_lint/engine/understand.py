"""Paths → the index of their project, for who asks what the linter knows rather than what it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from ddd_lint.config import Resolved
from ddd_lint.engine.cache import Cache
from ddd_lint.engine.collect import collect
from ddd_lint.engine.project import deep_evaluation
from ddd_lint.engine.ruleset import RuleSet
from ddd_lint.engine.survey import Survey, survey, survey_of
from ddd_lint.engine.workers import usable_cpus
from ddd_lint.index.calls import KnownCall, calls_of
from ddd_lint.index.calls import effects as effects_of
from ddd_lint.index.explain import Explanation, explain
from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.facts import FileFacts
from ddd_lint.model.results import InternalError

_NO_RULES = RuleSet(frozenset(), (), ())


class Understood(msgspec.Struct, frozen=True):
    """A project's index, the files that were asked about (paths from the root, sorted), and what failed on the way.

    `lost` are the files asked about that have no facts, because they can't be read or ended the parser.
    """

    project: ProjectIndex
    asked: tuple[str, ...]
    lost: tuple[str, ...]
    errors: tuple[InternalError, ...]


def understand(
    resolved: Resolved,
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    cache: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Understood:
    """The index of the project at `resolved.root`; `paths` (files and folders; empty: all) are those asked about.

    `jobs` is the number of worker processes, by default the configuration's or the number of processors; 0 works in
    this process, unguarded. `cache` is whether facts kept by earlier runs may be used and new ones kept.

    Raises:
        DiscoveryError: one of `paths` does not exist.
    """
    found = survey(resolved, paths)
    if jobs is None:
        jobs = resolved.jobs or usable_cpus()
    store = Cache(resolved.cache_dir if cache else None, resolved.root)
    return _index(found, store, jobs, progress)


def listed(understood: Understood, *, effects: bool) -> list[tuple[KnownCall, tuple[str, ...]]]:
    """The calls in the files that were asked about, by place, with the kinds of their `effects` if those are wanted."""
    project = understood.project
    with deep_evaluation():
        return [
            (call, tuple(effect.kind for effect in effects_of(project, ref, at)) if effects else ())
            for path in understood.asked
            for ref, at, call in calls_of(project, path)
        ]


def explained(understood: Understood, path: str, line: int, text: str) -> Explanation:
    """What is known at a line of a file of the project; `text` is the line itself.

    Raises:
        KeyError: the project has no facts of the file.
    """
    with deep_evaluation():
        return explain(understood.project, path, line, text)


def facts_of(resolved: Resolved, path: str, data: bytes) -> FileFacts | None:
    """The facts of one file, `path` being relative to the root; None where it has none (it is no text, or ended the parser)."""
    alone = survey_of({path: data}, resolved.settings, resolved.root)
    facts = collect(_facts_only(alone), _NO_RULES, Cache(None, resolved.root), jobs=1).facts
    return facts.get(path)


def _index(found: Survey, store: Cache, jobs: int, progress: Callable[[int, int], None] | None) -> Understood:
    collected = collect(_facts_only(found), _NO_RULES, store, jobs=jobs, progress=progress)
    known = found.linted & collected.facts.keys()
    project = ProjectIndex(collected.facts, found.settings, found.roles, known, collected.templates)
    return Understood(project, tuple(sorted(known)), tuple(sorted(found.linted - known)), tuple(collected.errors))


def _facts_only(found: Survey) -> Survey:
    """The survey without anything to lint: every file that is read is read for its facts."""
    return msgspec.structs.replace(found, linted=frozenset())
