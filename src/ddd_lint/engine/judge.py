"""Findings → results: without what is off, ignored for its file, or suppressed by a comment; sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ddd_lint.config import PerFileIgnores
from ddd_lint.engine.project import PROJECT
from ddd_lint.engine.ruleset import RuleSet
from ddd_lint.engine.suppress import apply
from ddd_lint.engine.survey import Survey
from ddd_lint.model.facts import FileFacts
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import InternalError, Results
from ddd_lint.rules import registry


def judge(
    survey: Survey,
    rules: RuleSet,
    findings: Iterable[Finding],
    facts: Mapping[str, FileFacts],
    errors: Iterable[InternalError],
    *,
    suppressions: bool,
    origins: Mapping[str, str],
) -> Results:
    """The outcome of a run. `suppressions` is whether comments count.

    Where a rule failed, suppressions are not said to be unused: its findings may be what they are for.
    """
    metas = registry.all_metas()
    per_file = PerFileIgnores(survey.settings, metas, origins=origins)
    errors = tuple(sorted(errors))
    enabled = [finding for finding in findings if finding.code in rules.codes]
    kept: Sequence[Finding] = [finding for finding in enabled if finding.code not in per_file.ignored(finding.path)]
    suppressed = len(enabled) - len(kept)
    if suppressions:
        comments = {path: facts[path].suppressions for path in survey.linted if path in facts}
        applied = apply(
            kept,
            comments,
            metas,
            enabled=rules.codes,
            require_reason=survey.settings.require_suppression_reason,
            per_file_ignored=per_file.ignored,
        )
        failed = {error.path for error in errors}
        unused = () if PROJECT in failed else (finding for finding in applied.unused if finding.path not in failed)
        kept = [*applied.findings, *unused]
        suppressed += applied.suppressed_count
    return Results(
        findings=tuple(sorted(kept, key=lambda finding: finding.order)),
        checked=len(survey.linted),
        suppressed=suppressed,
        errors=errors,
    )
