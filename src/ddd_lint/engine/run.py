"""The pipeline, from paths to results.

Everything below the first return is imported only when needed: an unchanged run reads one cache entry, and needs neither
LibCST nor the rules.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ddd_lint.config import Resolved
from ddd_lint.engine.cache import Cache, RunEntry
from ddd_lint.engine.survey import read, survey
from ddd_lint.model.results import Results


def run(
    resolved: Resolved,
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    cache: bool = True,
    suppressions: bool = True,
    force_exclude: bool = False,
    stdin: tuple[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
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
        if known is not None and known.tests == {path: s.digest for path, s in read(project.root, known.tests)[0].items()}:
            return known.results

        from ddd_lint.engine.collect import collect
        from ddd_lint.engine.judge import judge
        from ddd_lint.engine.project import check_project
        from ddd_lint.engine.ruleset import enabled_rules

        rules = enabled_rules(project.settings, resolved.origins)
        collected = collect(project, rules, store, jobs=_jobs(jobs, resolved), progress=progress)
        found, errors = check_project(project, rules, collected)
        results = judge(project, rules, found, collected.facts, errors, suppressions=suppressions, origins=resolved.origins)
        if collected.lasting and not errors:
            store.save(key, RunEntry(collected.tests, results))
        return results


def _jobs(asked: int | None, resolved: Resolved) -> int:
    from ddd_lint.engine.workers import usable_cpus

    if asked is not None:
        return asked
    return resolved.jobs or usable_cpus()


@contextmanager
def _collector_off() -> Iterator[None]:
    """A run makes many objects and no cycles worth collecting."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
