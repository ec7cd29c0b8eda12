"""The pipeline, from paths to results.

Whatever evaluates is imported only when needed: an unchanged run reads one cache entry, and needs neither LibCST nor
the rules.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ddd_lint.config import Resolved
from ddd_lint.engine.cache import Cache, RunEntry
from ddd_lint.engine.survey import Survey, digests, survey
from ddd_lint.model.results import Results

Progress = Callable[[int, int], None]


def run(
    resolved: Resolved,
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    cache: bool = True,
    suppressions: bool = True,
    force_exclude: bool = False,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress | None = None,
) -> Results:
    """Lint `paths` (files and folders; the whole project if empty) as part of the project at `resolved.root`.

    `jobs` is the number of worker processes, by default the configuration's or the number of processors; 0 analyses in
    this process, unguarded. `cache` is whether earlier results may be used and new ones kept, `suppressions` whether
    comments count, `force_exclude` whether excluded files are left out even when named in `paths`. `stdin` is a path
    with the content to take instead of what is stored there; only that file is then linted, and `paths` mean nothing.
    `progress` is called with the number of files analysed and to analyse.

    The results don't depend on `jobs` and `cache`.

    Raises:
        DiscoveryError: one of `paths` does not exist.
        ConfigError: a selector in the settings means no rule.
    """
    with _collector_off():
        project = survey(resolved, paths, force_exclude=force_exclude, stdin=stdin)
        store = Cache(resolved.cache_dir if cache else None, resolved.root)
        key = store.run_key(project, [suppressions])
        known = store.load_run(key)
        if known is not None and known.looked_into == digests(project.root, known.looked_into):
            return known.results
        if jobs is None:
            jobs = resolved.jobs or _usable_cpus()
        entry, lasting = _evaluate(
            project, store, resolved.origins, jobs=jobs, suppressions=suppressions, progress=progress
        )
        if lasting:
            store.save(key, entry)
        return entry.results


def evaluate(project: Survey, *, origins: Mapping[str, str] | None = None, suppressions: bool = True) -> Results:
    """Lint what was surveyed in this process, without a cache and without a guard against hostile input."""
    with _collector_off():
        nothing = Cache(None, project.root)
        entry, _ = _evaluate(project, nothing, origins or {}, jobs=0, suppressions=suppressions, progress=None)
    return entry.results


def _evaluate(
    project: Survey,
    store: Cache,
    origins: Mapping[str, str],
    *,
    jobs: int,
    suppressions: bool,
    progress: Progress | None,
) -> tuple[RunEntry, bool]:
    """The run's entry, and whether the same contents would give the same again."""
    from ddd_lint.engine.collect import collect
    from ddd_lint.engine.judge import judge
    from ddd_lint.engine.project import check_project
    from ddd_lint.engine.ruleset import enabled_rules

    rules = enabled_rules(project.settings, origins)
    collected = collect(project, rules, store, jobs=jobs, progress=progress)
    findings, errors = check_project(project, rules, collected, jobs=jobs)
    results = judge(project, rules, findings, collected.facts, errors, suppressions=suppressions, origins=origins)
    return RunEntry(collected.looked_into, results), collected.lasting and not errors


def _usable_cpus() -> int:
    from ddd_lint.engine.workers import usable_cpus

    return usable_cpus()


@contextmanager
def _collector_off() -> Iterator[None]:
    """A run makes many objects and few cycles: collecting them costs more than keeping them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
