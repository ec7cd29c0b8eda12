"""Workflow commands that GitHub Actions turns into annotations of a change.

Their form: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>; what is escaped in them:
the Actions toolkit's own `packages/core/src/command.ts`.
"""

from __future__ import annotations

from ddd_lint.model.finding import Finding
from ddd_lint.model.results import Results
from ddd_lint.reports.cells import printable
from ddd_lint.reports.view import View, in_order


def render(results: Results, view: View) -> str:
    """One `::error` command a finding; related places are lines of its text."""
    return "".join(_command(path, finding, view) for path, finding in in_order(results, view.workspace))


def _command(path: str, finding: Finding, view: View) -> str:
    span = finding.span
    properties = {"title": f"{finding.code} {finding.name}", "file": path, "line": str(span.line)}
    if span.line == span.end_line:
        # GitHub reads columns only of an annotation of one line.
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["endLine"] = str(span.end_line)
    text = f"{view.display(finding.path)}:{span.line}:{span.column}: {finding.code} {finding.message}"
    lines = [text, *(f"{view.display(r.path)}:{r.line}:{r.column}: {r.message}" for r in finding.related)]
    head = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::error {head}::{_data(chr(10).join(map(printable, lines)))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
