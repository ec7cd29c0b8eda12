"""For people: each finding with its code frame, related places and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click

from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.results import Results
from ddd_lint.reports.cells import printable
from ddd_lint.reports.frame import Row, rows, split, word_row
from ddd_lint.reports.view import View, in_order

MOST_RELATED = 8
"""Related places shown of one finding; the JSON format has them all."""
LEAST_WIDTH = 40


def render(results: Results, view: View) -> str:
    """The findings, with an empty line after each."""
    writer = _Writer(view)
    named = in_order(results, view.display)
    return "".join(f"{line}\n" for path, finding in named for line in writer.finding(path, finding))


class _Writer:
    def __init__(self, view: View) -> None:
        self._view = view
        self._lines: dict[str, list[str]] = {}
        self._style = click.style if view.color else lambda text, **_: text
        self._dim = partial(self._style, fg="blue", bold=True)

    def finding(self, path: str, finding: Finding) -> Iterator[str]:
        """The lines of one finding."""
        span, style = finding.span, self._style
        place = style(printable(path), bold=True) + f":{span.line}:{span.column}:"
        code = style(finding.code, fg="red", bold=True)
        yield f"{place} {code} {style(finding.name, fg='red')}: {printable(finding.message)}"

        related = finding.related[:MOST_RELATED]
        gutter = len(str(max(span.end_line + 1, *(r.line for r in related), 0)))
        width = max(self._view.width - gutter - len(" | "), LEAST_WIDTH)
        frame = rows(self._source(finding.path), span, width)
        if frame:
            yield self._bar(gutter)
            for row in frame:
                yield from self._row(row, gutter, "^", "red")
            yield self._bar(gutter)
        for place_ in related:
            yield from self._related(place_, gutter, width)
        if more := len(finding.related) - len(related):
            yield self._note(gutter, "note", f"and {more} more (the json format lists them all)")
        if finding.fix:
            kind = "safe" if finding.fix.safe else "unsafe"
            yield self._note(gutter, "fix", f"{printable(finding.fix.message)} ({kind})")
        yield self._note(gutter, "help", f"ddd-lint rule {finding.code}")
        yield ""

    def _related(self, related: Related, gutter: int, width: int) -> Iterator[str]:
        place = f"{printable(self._view.display(related.path))}:{related.line}:{related.column}"
        yield self._note(gutter, "note", f"{place}: {printable(related.message)}")
        row = word_row(self._source(related.path), related.line, related.column, width)
        if row:
            yield from self._row(row, gutter, "-", "blue")

    def _row(self, row: Row, gutter: int, mark: str, color: str) -> Iterator[str]:
        yield f"{self._dim(f'{row.number:>{gutter}} |')} {row.text}".rstrip()
        if row.length:
            yield f"{self._bar(gutter)} {' ' * row.indent}{self._style(mark * row.length, fg=color, bold=True)}"

    def _bar(self, gutter: int) -> str:
        return self._dim(" " * gutter + " |")

    def _note(self, gutter: int, kind: str, text: str) -> str:
        return f"{self._dim(' ' * gutter + ' =')} {self._style(kind, bold=True)}: {text}"

    def _source(self, path: str) -> list[str]:
        if path not in self._lines:
            text = self._view.source(path)
            self._lines[path] = split(text) if text is not None else []
        return self._lines[path]
