"""Takes out the findings that comments suppress, and tells the suppressions that suppress nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from ddd_lint.config.selection import Selectors
from ddd_lint.engine.directives import Directive, Kind, parse
from ddd_lint.model.finding import Finding
from ddd_lint.model.rule import RuleMeta
from ddd_lint.model.span import Span
from ddd_lint.model.suppressions import SuppressionFacts

UNUSED = "DDD003"
NOT_ANALYSED = frozenset({"DDD001", "DDD002"})

_TOOL = "DDD0"
_EVERY_RULE = "DDD"


class Applied(msgspec.Struct, frozen=True):
    """What is left of a run's findings.

    `findings` are those not suppressed, in the order they came in; `suppressed` those that were, DDD003 among them;
    `unused` new DDD003 findings.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    unused: tuple[Finding, ...]

    @property
    def suppressed_count(self) -> int:
        """How many findings comments suppress."""
        return len(self.suppressed)


def apply(
    findings: Iterable[Finding],
    facts_by_path: Mapping[str, SuppressionFacts],
    metas: Iterable[RuleMeta],
    *,
    enabled: Collection[str],
    require_reason: bool = False,
    per_file_ignored: Callable[[str], Collection[str]] | None = None,
) -> Applied:
    """Apply the suppressions of `facts_by_path` to `findings`.

    Give the facts of the files that the enabled rules (`enabled`: codes) were run on: each is judged, and where DDD003
    is enabled, what suppresses nothing there, names no rule or can't be read is reported. Not judged: a `noqa` without
    codes or with other tools' only, a suppression of rules that are not enabled, and files that could not be analysed.
    With `require_reason`, a suppression that gives no reason is reported too (a `noqa` has no place for one).

    `per_file_ignored` gives the codes that are off in a file; findings of those are dropped without being counted.
    """
    metas = tuple(metas)
    selectors = Selectors(metas)
    off = per_file_ignored or (lambda path: frozenset())
    files = {path: _File(facts, selectors) for path, facts in facts_by_path.items() if facts.comments}
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    not_analysed = set()
    for finding in findings:
        if finding.code in off(finding.path):
            continue
        if finding.code in NOT_ANALYSED:
            not_analysed.add(finding.path)
        file = files.get(finding.path)
        is_suppressed = file is not None and file.suppresses(finding.code, finding.span.line)
        (suppressed if is_suppressed else kept).append(finding)
    unused: list[Finding] = []
    name = next((meta.name for meta in metas if meta.code == UNUSED), "")
    for path, file in sorted(files.items()):
        live = frozenset(enabled) - frozenset(off(path))
        if UNUSED not in live or path in not_analysed:
            continue
        for entry, message in list(file.judge(live, require_reason=require_reason)):
            directive = entry.directive
            span = Span.at(directive.line, directive.column, directive.width)
            finding = Finding(path=path, span=span, code=UNUSED, name=name, message=message)
            is_suppressed = file.suppresses(UNUSED, directive.line, of=entry)
            (suppressed if is_suppressed else unused).append(finding)
    return Applied(tuple(kept), tuple(suppressed), tuple(unused))


class _Entry:
    """A directive of a file, the codes that each of its selectors means, and the selectors that did suppress."""

    def __init__(self, directive: Directive, selectors: Selectors) -> None:
        self.directive = directive
        words = (_EVERY_RULE,) if directive.selectors is None else directive.selectors
        self.codes = {word: selectors.codes(word) for word in words}
        self.unknown = {word: selectors.nearest(word) for word, codes in self.codes.items() if not codes}
        self.last_lines: dict[str, int] = {}
        """Of a `disable`: the last line on which it holds, for each code."""
        self.used: set[str] = set()

    def suppresses(self, code: str, line: int, *, of: _Entry | None) -> bool:
        """Whether it suppresses `code` on a line that it reaches; notes that it did.

        What is said about a directive (`of`) is not silenced by its own naming of every rule.
        """
        hits = {word for word, codes in self.codes.items() if code in codes}
        if of is self:
            hits.discard(_EVERY_RULE)
        if not hits or (self.directive.kind is Kind.DISABLE and not self._is_disabled(code, line)):
            return False
        self.used |= hits
        return True

    def _is_disabled(self, code: str, line: int) -> bool:
        return self.directive.line <= line <= self.last_lines[code]

    def judge(self, live: frozenset[str], *, require_reason: bool) -> Iterator[str]:
        """What is wrong with it, a sentence each."""
        directive = self.directive
        if directive.error:
            yield directive.error
            return
        for word, remedy in self.unknown.items():
            yield f"no rule is called `{word}`{remedy}"
        is_own = directive.kind is not Kind.NOQA
        if is_own and directive.kind is not Kind.ENABLE and require_reason and not directive.has_reason:
            yield "the suppression gives no reason; add ` -- ` and why it is right"
        if directive.selectors is None and not is_own:
            return
        idle = [
            f"`{word}`"
            for word, codes in self.codes.items()
            if word not in self.used and codes & live and not all(code.startswith(_TOOL) for code in codes)
        ]
        if not idle:
            return
        if directive.kind is Kind.ENABLE:
            yield "there is nothing disabled that this `enable` could end; remove it"
        elif directive.selectors is None:
            yield f"this `{directive.kind.value}` suppresses nothing; remove it"
        elif len(idle) == 1:
            yield f"{idle[0]} suppresses nothing here; remove it"
        else:
            yield f"{', '.join(idle)} suppress nothing here; remove them"


class _File:
    """The suppressions of one file."""

    def __init__(self, facts: SuppressionFacts, selectors: Selectors) -> None:
        self._entries = [_Entry(d, selectors) for comment in facts.comments for d in parse(comment, selectors)]
        self._wide: list[_Entry] = []
        self._by_line: dict[int, list[_Entry]] = {}
        for entry in self._entries:
            directive = entry.directive
            if directive.error:
                continue
            if directive.kind in (Kind.NOQA, Kind.IGNORE):
                first, last = _statement(facts, directive.line)
                for line in range(first, last + 1):
                    self._by_line.setdefault(line, []).append(entry)
            elif directive.kind in (Kind.IGNORE_FILE, Kind.DISABLE):
                self._wide.append(entry)
        self._close_blocks()

    def suppresses(self, code: str, line: int, *, of: _Entry | None = None) -> bool:
        """Whether a finding is suppressed; every suppression that does counts as used."""
        reaching = [*self._by_line.get(line, ()), *self._wide]
        verdicts = [entry.suppresses(code, line, of=of) for entry in reaching]
        return any(verdicts)

    def judge(self, live: frozenset[str], *, require_reason: bool) -> Iterator[tuple[_Entry, str]]:
        """What is wrong with the file's suppressions."""
        for entry in self._entries:
            for message in entry.judge(live, require_reason=require_reason):
                yield entry, message

    def _close_blocks(self) -> None:
        """A disabled code is so up to the line before the first `enable` that names it, or the end of the block."""
        enables = [e for e in self._entries if e.directive.kind is Kind.ENABLE and not e.directive.error]
        for entry in self._wide:
            start, end = entry.directive.line, entry.directive.block_end
            if entry.directive.kind is not Kind.DISABLE:
                continue
            for code in frozenset().union(*entry.codes.values()):
                entry.last_lines[code] = end
                for enable in enables:
                    words = {word for word, codes in enable.codes.items() if code in codes}
                    if words and start < enable.directive.line <= end:
                        enable.used |= words
                        entry.last_lines[code] = enable.directive.line - 1
                        break


def _statement(facts: SuppressionFacts, line: int) -> tuple[int, int]:
    """The lines of the statement that holds a line."""
    return next(((first, last) for first, last in facts.statements if first <= line <= last), (line, line))
