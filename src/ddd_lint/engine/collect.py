"""Contents → facts and local findings of all files that matter, from the cache where it knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from ddd_lint.engine.analyse import Analyser, Analysis, Task, unreadable
from ddd_lint.engine.cache import Cache, Pack
from ddd_lint.engine.imports import imported_files
from ddd_lint.engine.ruleset import RuleSet
from ddd_lint.engine.survey import Source, Survey, read
from ddd_lint.engine.templates import EMBEDDED, PARSERS, named_templates
from ddd_lint.engine.workers import Lost, run_tasks
from ddd_lint.index.modules import Modules
from ddd_lint.model.facts import FileFacts
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import InternalError
from ddd_lint.model.settings import Roles
from ddd_lint.model.templates import TemplateFacts

Progress = Callable[[int, int], None]

_decode_analysis = msgspec.msgpack.Decoder(Analysis).decode
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
_decode_template = msgspec.msgpack.Decoder(TemplateFacts).decode
_decode_findings = msgspec.msgpack.Decoder(tuple[Finding, ...]).decode
_encode = msgspec.msgpack.Encoder().encode

_NO_FACTS = b""
"""Stands in a pack for a file that has no text."""


class Collected(msgspec.Struct):
    """What the files gave: facts by path, local findings of the linted ones, and what failed.

    `templates` are the facts of the templates that code names. `looked_into` are the digests of these and of the tests
    that something imports. `lasting` is whether another run with the same contents would give the same: nothing failed
    and no worker was lost.
    """

    facts: dict[str, FileFacts] = msgspec.field(default_factory=dict)
    findings: list[Finding] = msgspec.field(default_factory=list)
    errors: list[InternalError] = msgspec.field(default_factory=list)
    templates: dict[str, TemplateFacts] = msgspec.field(default_factory=dict)
    looked_into: dict[str, bytes] = msgspec.field(default_factory=dict)
    lasting: bool = True


def collect(survey: Survey, rules: RuleSet, cache: Cache, *, jobs: int, progress: Progress | None = None) -> Collected:
    """Analyse the survey's files, and for their facts alone the tests that those import and the templates that they name.

    `jobs` is the number of worker processes; with 0 everything happens in this process, with no guard against input
    that ends the parser or never lets it end. `progress` is told the number of files done and of all to be analysed.
    """
    collector = _Collector(survey, rules, cache, jobs, progress)
    collector.take(survey.sources)
    collector.take_imported_tests()
    collector.take_templates()
    collector.save()
    return collector.collected


class _Collector:
    def __init__(self, survey: Survey, rules: RuleSet, cache: Cache, jobs: int, progress: Progress | None) -> None:
        self.collected = Collected(lasting=not survey.unread)
        self._survey = survey
        self._analyser = Analyser(survey.settings, rules.tree)
        self._cache = cache
        self._jobs = jobs
        self._progress = progress
        self._facts_key = cache.pack_key("facts")
        self._findings_key = cache.pack_key("findings", _encode(survey.settings), _encode(sorted(rules.codes)))
        self._facts = cache.load_pack(self._facts_key)
        self._findings = cache.load_pack(self._findings_key)
        self._changed = False

    def take(self, sources: Mapping[str, Source]) -> None:
        """Add what these files give, from the packs or by analysis."""
        tasks: list[Task] = []
        for path, source in sources.items():
            lint = path in self._survey.linted
            has_facts = _knows(self._facts, path, source)
            has_findings = not lint or _knows(self._findings, path, source)
            if has_facts:
                self._add_facts(path, self._facts[path][1])
            if has_findings and lint:
                self.collected.findings += _decode_findings(self._findings[path][1])
            if not has_facts or not has_findings:
                roles = self._survey.roles(path)
                tasks.append(Task(path, source.data, roles, lint=not has_findings, extract=not has_facts))
        for done, (task, result) in enumerate(self._results(tasks), start=1):
            self._add(task, sources[task.path], result)
            if self._progress is not None:
                self._progress(done, len(tasks))

    def take_imported_tests(self) -> None:
        """Follow imports into tests, and from those into others, until no new one is met."""
        survey = self._survey
        tests = {path for path in survey.files if path not in survey.sources and survey.roles(path).test}
        if not tests:
            return
        modules = Modules(survey.files)
        facts = self.collected.facts
        fresh = list(facts)
        while fresh:
            fresh = sorted(tests & imported_files(modules, (facts[path] for path in fresh if path in facts)))
            tests.difference_update(fresh)
            sources, _ = read(survey.root, fresh)
            self.collected.looked_into.update((path, source.digest) for path, source in sources.items())
            self.take(sources)

    def take_templates(self) -> None:
        """Parse the templates that the code names, those that they name in turn, and the schemas of a project that has them."""
        named = named_templates(self._survey, self.collected.facts)
        tasks: list[Task] = []
        for path, (dialect, source) in named.items():
            if EMBEDDED not in path:
                self.collected.looked_into[path] = source.digest
            key = _template_key(path, dialect)
            if _knows(self._facts, key, source):
                self._add_template(path, self._facts[key][1])
            else:
                tasks.append(Task(path, source.data, Roles(), lint=False, dialect=dialect))
        for task, result in self._results(tasks):
            if isinstance(result, Lost):
                self.collected.lasting = False
                continue
            facts = result.facts or _NO_FACTS
            self._add_template(task.path, facts)
            self._facts[_template_key(task.path, task.dialect)] = (named[task.path][1].digest, facts)
            self._changed = True

    def save(self) -> None:
        """Write the packs, without files that are no longer the project's."""
        if not self._changed:
            return
        files = set(self._survey.files)
        files.update(_template_key(path, dialect) for path in self._survey.templates for dialect in PARSERS)
        for key, pack in ((self._facts_key, self._facts), (self._findings_key, self._findings)):
            self._cache.save(key, {path: entry for path, entry in pack.items() if path in files})

    def _results(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Analysis | Lost]]:
        # The largest first: a long one that begins last would keep all other workers waiting.
        tasks = sorted(tasks, key=lambda task: (-len(task.data), task.path))
        if self._jobs == 0:
            for task in tasks:
                yield task, self._analyser.analyse(task)
            return
        timeout = self._survey.settings.file_timeout
        for number, result in run_tasks(tasks, self._analyser.encoded, jobs=self._jobs, timeout=timeout):
            yield tasks[number], result if isinstance(result, Lost) else _decode_analysis(result)

    def _add(self, task: Task, source: Source, result: Analysis | Lost) -> None:
        if isinstance(result, Lost):
            self.collected.lasting = False
            if task.lint:
                self.collected.findings.append(unreadable(task.path, result.reason))
            return
        if task.extract:
            self._add_facts(task.path, result.facts or _NO_FACTS)
        if task.lint:
            self.collected.findings += _decode_findings(result.findings)
        if result.errors:
            self.collected.lasting = False
            self.collected.errors += result.errors
            return
        self._changed = True
        if task.extract:
            self._facts[task.path] = (source.digest, result.facts or _NO_FACTS)
        if task.lint:
            self._findings[task.path] = (source.digest, result.findings)

    def _add_template(self, path: str, facts: bytes) -> None:
        if facts != _NO_FACTS:
            self.collected.templates[path] = _decode_template(facts)

    def _add_facts(self, path: str, facts: bytes) -> None:
        if facts != _NO_FACTS:
            self.collected.facts[path] = _decode_facts(facts)


def _template_key(path: str, dialect: str) -> str:
    """The name of a template's facts in a pack: they depend on the language that it is read as."""
    return f"{dialect}:{path}"


def _knows(pack: Pack, path: str, source: Source) -> bool:
    return path in pack and pack[path][0] == source.digest
