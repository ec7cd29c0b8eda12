"""Which template files matter: those that code names, and those that these name in turn."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from ddd_lint.engine.survey import Source, Survey, read
from ddd_lint.model.facts import FileFacts

PARSERS = {"django": "django", "jinja": "jinja2"}
"""The package that parses each dialect; the extra `templates` installs them."""


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
    return result


def _sources(survey: Survey, paths: Mapping[str, str]) -> dict[str, Source]:
    given = {path: source for path in paths if (source := survey.templates[path]) is not None}
    return {**read(survey.root, (path for path in paths if path not in given))[0], **given}
