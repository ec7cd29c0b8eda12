"""Which template files matter: those that code names, and those that these name in turn; and which texts are GraphQL schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from ddd_lint.engine.discover import SCHEMAS
from ddd_lint.engine.survey import Source, Survey, read, source_of
from ddd_lint.model.facts import Const, FileFacts, Import
from ddd_lint.model.graphql import GRAPHQL

PARSERS = {"django": "django", "jinja": "jinja2", GRAPHQL: "graphql"}
"""The package that parses each dialect."""
EXTRAS = {"django": "templates", "jinja": "templates", GRAPHQL: "graphql"}
"""The extra that installs it."""
_SCHEMA_FIRST = "ariadne"
"""The package whose types are those of a schema's text."""
_TYPE = re.compile(r"^\s*(extend\s+)?(type|interface)\s+\w+[^{}\"']*\{", re.MULTILINE)


EMBEDDED = "#"
"""Stands in the name of a text inside a module, before its number."""


def readable_dialects() -> tuple[str, ...]:
    """The dialects whose parser is installed."""
    return tuple(dialect for dialect, package in PARSERS.items() if find_spec(package) is not None)


def named_templates(survey: Survey, files: Mapping[str, FileFacts]) -> dict[str, tuple[str, Source]]:
    """The templates of a readable dialect that the files name, and all that these refer to: path → dialect and content."""
    from ddd_lint.facts.template_names import template_names
    from ddd_lint.index.templates import Dialects, TemplateNames

    readable = readable_dialects()
    names = TemplateNames(survey.templates)
    dialects = Dialects(files)
    waiting: dict[str, str] = {}
    for path in sorted(files):
        for name in files[path].templates:
            for found in names.meant(name, path):
                waiting.setdefault(found, dialects.of(found, path))
    result: dict[str, tuple[str, Source]] = {}
    while waiting:
        sources = _sources(survey, waiting)
        fresh: dict[str, str] = {}
        for path, dialect in waiting.items():
            if path in sources and dialect in readable:
                result[path] = (dialect, sources[path])
                for name in template_names(sources[path].data.decode(errors="replace")):
                    for found in names.meant(name, path):
                        fresh.setdefault(found, dialect)
        waiting = {path: dialect for path, dialect in fresh.items() if path not in result and path not in waiting}
    return {**result, **schemas(survey, files)} if GRAPHQL in readable else result


def schemas(survey: Survey, files: Mapping[str, FileFacts]) -> dict[str, tuple[str, Source]]:
    """The GraphQL schemas of a project that builds on their text: its schema files, and the texts in modules, under names of their own."""
    modules = [path for path in sorted(files) if _is_schema_first(files[path])]
    if not modules:
        return {}
    found = _sources(survey, {path: GRAPHQL for path in survey.templates if path.endswith(SCHEMAS)})
    for path in modules:
        for number, text in enumerate(_schema_texts(files[path])):
            found[f"{path}{EMBEDDED}{number}"] = source_of(text.encode())
    return {path: (GRAPHQL, source) for path, source in sorted(found.items())}


def _is_schema_first(facts: FileFacts) -> bool:
    return any(
        isinstance(ins, Import) and ins.target.replace(":", ".").partition(".")[0] == _SCHEMA_FIRST
        for ins in facts.units[0].code
    )


def _schema_texts(facts: FileFacts) -> Iterator[str]:
    for unit in facts.units:
        for ins in unit.code:
            if isinstance(ins, Const) and isinstance(ins.value, str) and _TYPE.search(ins.value):
                yield ins.value


def _sources(survey: Survey, paths: Mapping[str, str]) -> dict[str, Source]:
    given = {path: source for path in paths if (source := survey.templates[path]) is not None}
    return {**read(survey.root, (path for path in paths if path not in given))[0], **given}
