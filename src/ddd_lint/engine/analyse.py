"""One file: bytes → facts and local findings. Whatever goes wrong in here costs this file alone."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ddd_lint.facts import extract
from ddd_lint.facts.suppressions import extract as extract_suppressions
from ddd_lint.facts.templates import extract_template
from ddd_lint.model.facts import NONE, Block, FileFacts, Unit
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import InternalError
from ddd_lint.model.settings import Roles, Settings
from ddd_lint.model.span import FILE_START, Span
from ddd_lint.model.suppressions import NO_SUPPRESSIONS, SuppressionFacts
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.tool.syntax_error import SyntaxErrorRule
from ddd_lint.rules.tool.unreadable_file import UnreadableFile
from ddd_lint.syntax.parse import ParseError, parse
from ddd_lint.syntax.source import DecodeError, decode
from ddd_lint.syntax.walk import Dispatch, FileContext

_PACKAGE = Path(__file__).parent.parent
_encode = msgspec.msgpack.Encoder().encode


class Task(msgspec.Struct, frozen=True):
    """A file to analyse: its path relative to the project root, its content and its roles.

    `lint` is whether local findings are wanted, `extract` whether facts are; a syntax error is told either way.
    `dialect` is the language of a template, "" for a Python file.
    """

    path: str
    data: bytes
    roles: Roles
    lint: bool = True
    extract: bool = True
    dialect: str = ""


class Analysis(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one file gave, encoded by msgpack so that it can be stored and sent without a look inside.

    `facts` is a `FileFacts` (a `TemplateFacts` for a template), None where they were not wanted or the file has no text
    (or is no template); `findings` a sequence of `Finding`. `errors` name the parts that failed: then the rest is incomplete and not worth keeping.
    """

    facts: bytes | None
    findings: bytes
    errors: tuple[InternalError, ...] = ()


class Analyser:
    """Analyses files one after the other; built once a process, so that its dispatch table is too."""

    def __init__(self, settings: Settings, rules: Sequence[type[TreeRule]]) -> None:
        self._settings = settings
        self._rules = tuple(rules)
        self._dispatch = Dispatch([rule() for rule in self._rules])

    def __reduce__(self) -> tuple[type[Analyser], tuple[Settings, tuple[type[TreeRule], ...]]]:
        return Analyser, (self._settings, self._rules)

    def encoded(self, task: Task) -> bytes:
        """As `analyse`, encoded by msgpack."""
        return _encode(self.analyse(task))

    def analyse(self, task: Task) -> Analysis:
        """Decode, parse, walk once, extract facts. Raises nothing that a rule or an extractor raises."""
        if task.dialect:
            template = extract_template(task.path, task.data.decode(errors="replace"), task.dialect)
            return Analysis(None if template is None else _encode(template), _encode([]))
        try:
            text = decode(task.data)
        except DecodeError as error:
            return _failed(None, unreadable(task.path, f"it {error}"))
        try:
            module = parse(text)
        except ParseError as error:
            place = Span.at(error.line, error.column)
            message = f"nothing was checked here, the file does not parse: {error.message}"
            no_facts = empty_facts(task.path, extract_suppressions(text))
            return _failed(no_facts, SyntaxErrorRule.at(task.path, place, message))
        context = FileContext(task.path, text, module, self._settings, task.roles)
        errors: list[InternalError] = []
        findings = self._walk(context, errors) if task.lint else []
        facts = self._extract(context, errors) if task.extract else None
        return Analysis(None if facts is None else _encode(facts), _encode(findings), tuple(errors))

    def _walk(self, context: FileContext, errors: list[InternalError]) -> list[Finding]:
        """The tree rules' findings, without those of a rule that raised."""
        lost: set[str] = set()

        def failed(rule: object, error: Exception) -> None:
            assert isinstance(rule, TreeRule)
            lost.add(rule.code)
            errors.append(internal_error(context.path, rule.code, error))

        findings = self._dispatch.walk(context, failed)
        return [finding for finding in findings if finding.code not in lost] if lost else findings

    @staticmethod
    def _extract(context: FileContext, errors: list[InternalError]) -> FileFacts:
        try:
            return extract(context.path, context.text, context.module, context.positions)
        except Exception as error:  # ddd-lint: ignore[broad-except] -- told as an internal error of this file
            errors.append(internal_error(context.path, "facts", error))
            return empty_facts(context.path, extract_suppressions(context.text))


def unreadable(path: str, reason: str) -> Finding:
    """The finding for a file or folder that could not be analysed."""
    return UnreadableFile.at(path, FILE_START, f"nothing was checked here: {reason}")


def internal_error(path: str, code: str, error: Exception) -> InternalError:
    """An exception as data: its type, its text on one line, and the place in this package where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)] or frames
    text = " ".join(str(error).split())
    place = ""
    if inside:
        file = Path(inside[-1].filename)
        shown = file.relative_to(_PACKAGE).as_posix() if file.is_relative_to(_PACKAGE) else file.name
        place = f" ({shown}:{inside[-1].lineno})"
    return InternalError(path, code, f"{type(error).__name__}{': ' if text else ''}{text}{place}")


def empty_facts(path: str, suppressions: SuppressionFacts = NO_SUPPRESSIONS) -> FileFacts:
    """The facts of a module of which nothing is known but that it exists."""
    module = Unit(
        kind="module", name="", qualname="", parent=NONE, line=1, column=1, end_line=1, is_async=False,
        is_generator=False, falls_through=True, params=(), decorators=(), bases=(), keywords=(), returns=NONE, header=0,
        code=(), blocks=(Block("body", NONE, NONE, 1, 1, 1),),
    )  # fmt: skip
    return FileFacts(path, (module,), None, suppressions)


def _failed(facts: FileFacts | None, finding: Finding) -> Analysis:
    return Analysis(None if facts is None else _encode(facts), _encode([finding]))
