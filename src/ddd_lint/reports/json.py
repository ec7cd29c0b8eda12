"""One JSON object, for programs and agents. One finding a line, so that it can be read and compared as text too."""

from __future__ import annotations

import json
from typing import Any

from ddd_lint.model.finding import Finding, Fix
from ddd_lint.model.results import Results
from ddd_lint.reports.statistics import by_code
from ddd_lint.reports.view import View, in_order


def render(results: Results, view: View) -> str:
    """The object `{version, findings, summary}`, as `docs/output-formats.md` describes it."""
    findings = [_dump(_finding(path, finding, view)) for path, finding in in_order(results, view.display)]
    summary = {
        "files": results.checked,
        "findings": len(results.findings),
        "suppressed": results.suppressed,
        "by_code": {code: count for code, _, count in sorted(by_code(results))},
        "errors": [{"path": view.display(e.path), "code": e.code, "message": e.message} for e in results.errors],
    }
    listed = "[\n" + ",\n".join(findings) + "\n]" if findings else "[]"
    return f'{{"version": {_dump(view.version)}, "findings": {listed}, "summary": {_dump(summary)}}}\n'


def _finding(path: str, finding: Finding, view: View) -> dict[str, Any]:
    span = finding.span
    return {
        "code": finding.code,
        "name": finding.name,
        "path": path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": finding.message,
        "related": [
            {"path": view.display(r.path), "line": r.line, "column": r.column, "message": r.message}
            for r in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "message": fix.message,
        "safe": fix.safe,
        "edits": [
            {
                "line": edit.span.line,
                "column": edit.span.column,
                "end_line": edit.span.end_line,
                "end_column": edit.span.end_column,
                "replacement": edit.replacement,
            }
            for edit in fix.edits
        ],
    }


def _dump(value: object) -> str:
    """JSON that no terminal and no encoding can harm: control characters and lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
