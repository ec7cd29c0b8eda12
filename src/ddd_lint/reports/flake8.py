"""`path:row:col: CODE message`: flake8's default line, with the path as the user gave it."""

from __future__ import annotations

from ddd_lint.model.results import Results
from ddd_lint.reports.cells import printable
from ddd_lint.reports.view import View, in_order


def render(results: Results, view: View) -> str:
    """One line a finding."""
    return "".join(
        f"{printable(path)}:{finding.span.line}:{finding.span.column}: {finding.code} {printable(finding.message)}\n"
        for path, finding in in_order(results, view.given)
    )
