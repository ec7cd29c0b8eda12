"""Templates on their way through the engine: found, read where they are named, kept, and forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ddd_lint.config import Resolved
from ddd_lint.engine import analyse, collect, templates
from ddd_lint.engine.cache import Cache
from ddd_lint.engine.ruleset import enabled_rules
from ddd_lint.engine.run import run
from ddd_lint.engine.survey import survey
from ddd_lint.model.results import Results

MakeProject = Callable[..., Resolved]

MODELS = """
from django.db import models

class Author(models.Model):
    name = models.TextField()

class Book(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
"""
VIEWS = """
from django.shortcuts import render
from app.models import Book

def books(request):
    return render(request, "app/books.html", {"books": Book.objects.all()})
"""
LAZY = '{% extends "base.html" %}{% block a %}{% for book in books %}{{ book.author.name }}{% endfor %}{% endblock %}'
FILES = {
    "app/__init__.py": "",
    "app/models.py": MODELS,
    "app/views.py": VIEWS,
    "app/templates/app/books.html": LAZY,
    "app/templates/base.html": "{% block a %}{% endblock %}",
    "app/templates/other.html": "{% for",
}
FOUND = [("app/views.py", 6, 69, "DDD305")]


@pytest.fixture
def project(make_project: MakeProject) -> Resolved:
    return make_project(FILES, select=("DDD305",))


def places(results: Results) -> list[tuple[str, int, int, str]]:
    assert not results.errors
    return [(f.path, f.span.line, f.span.column, f.code) for f in results.findings]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are parsed in this process."""
    real, met = analyse.extract_template, []

    def extract(path: str, text: str, dialect: str) -> object:
        met.append(f"{dialect}:{path}")
        return real(path, text, dialect)

    monkeypatch.setattr(analyse, "extract_template", extract)
    return met


def test_templates_that_code_names_are_parsed_and_those_that_these_name(project: Resolved, parsed: list[str]) -> None:
    assert places(run(project, [], jobs=0)) == FOUND
    assert sorted(parsed) == ["django:app/templates/app/books.html", "django:app/templates/base.html"]


def test_workers_find_the_same(project: Resolved) -> None:
    assert places(run(project, [], jobs=2, cache=False)) == FOUND


def test_one_file_alone_still_knows_the_templates(project: Resolved) -> None:
    assert places(run(project, [project.root / "app/views.py"], jobs=0)) == FOUND
    assert places(run(project, [project.root / "app/models.py"], jobs=0)) == []


def test_a_changed_template_makes_the_run_another_one(project: Resolved, parsed: list[str]) -> None:
    run(project, [], jobs=0)
    template = project.root / "app/templates/app/books.html"
    template.write_text(LAZY.replace("author.name", "pk"))
    parsed.clear()
    assert places(run(project, [], jobs=0)) == []
    assert parsed == ["django:app/templates/app/books.html"]
    template.write_text(LAZY)
    assert places(run(project, [], jobs=0)) == FOUND


def test_an_unchanged_run_parses_nothing(project: Resolved, parsed: list[str]) -> None:
    run(project, [], jobs=0)
    parsed.clear()
    (project.root / "app/templates/other.html").write_text("changed, but named by nobody")
    assert places(run(project, [], jobs=0)) == FOUND
    assert parsed == []


def test_a_template_that_comes_and_goes(project: Resolved) -> None:
    template = project.root / "app/templates/app/books.html"
    template.unlink()
    assert places(run(project, [], jobs=0)) == []
    template.write_text(LAZY)
    assert places(run(project, [], jobs=0)) == FOUND
    template.unlink()
    assert places(run(project, [], jobs=0)) == []


def test_a_template_that_vanishes_before_it_is_read_is_passed_over(project: Resolved) -> None:
    found = survey(project, [])
    (project.root / "app/templates/base.html").unlink()
    facts = collect.collect(found, enabled_rules(project.settings, {}), Cache(None, project.root), jobs=0)
    assert sorted(facts.templates) == ["app/templates/app/books.html"]
    assert sorted(facts.looked_into) == ["app/templates/app/books.html"]


@pytest.mark.parametrize("text", [b"{% for book in books %}{{ book.author.name }}", b"\xff\x00{% for"])
def test_a_template_that_does_not_parse_finds_nothing(project: Resolved, parsed: list[str], text: bytes) -> None:
    (project.root / "app/templates/app/books.html").write_bytes(text)
    assert places(run(project, [], jobs=0)) == []
    parsed.clear()
    (project.root / "app/views.py").write_text(VIEWS + "\n\n")
    assert places(run(project, [], jobs=0)) == []
    assert parsed == []


def test_a_template_that_ends_its_worker_costs_its_own_findings(
    project: Resolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyse, "extract_template", lambda *_: os._exit(1))
    assert places(run(project, [], jobs=2)) == []
    monkeypatch.undo()
    assert places(run(project, [], jobs=2)) == FOUND


@pytest.mark.parametrize("settings", [{"extend_exclude": ("app/templates/app/",)}, {"extend_exclude": ("books.html",)}])
def test_an_excluded_template_is_none(make_project: MakeProject, settings: dict[str, object]) -> None:
    given = {key.replace("_", "-"): value for key, value in settings.items()}
    assert places(run(make_project(FILES, select=("DDD305",), **given), [], jobs=0)) == []


def test_without_a_parser_templates_are_passed_over_until_it_is_there(
    project: Resolved, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = templates.find_spec
    monkeypatch.setattr(templates, "find_spec", lambda name: None if name == "django" else real(name))
    assert places(run(project, [], jobs=0, cache=False)) == []
    assert parsed == []
    monkeypatch.undo()
    assert places(run(project, [], jobs=0, cache=False)) == FOUND


DIALECT = {
    "jinja/env.py": "import jinja2\nNAME = 'jinja/page.html'",
    "jinja/pages/jinja/page.html": "x",
    "plain/views.py": "NAMES = ['plain/page.html', 'mail.html.j2', 'shared.html']",
    "plain/templates/plain/page.html": '{% include "part.html" %}',
    "plain/templates/part.html": "x",
    "plain/templates/mail.html.j2": "x",
    "plain/jinja2/shared.html": "x",
}


def test_the_language_of_a_template_in_a_project_with_django(make_project: MakeProject, parsed: list[str]) -> None:
    run(make_project({**DIALECT, "app/models.py": MODELS}, select=("DDD305",)), [], jobs=0)
    assert sorted(parsed) == [
        "django:plain/templates/part.html", "django:plain/templates/plain/page.html", "jinja:jinja/pages/jinja/page.html",
        "jinja:plain/jinja2/shared.html", "jinja:plain/templates/mail.html.j2",
    ]  # fmt: skip


def test_the_language_of_a_template_in_a_project_without_django(make_project: MakeProject, parsed: list[str]) -> None:
    run(make_project(DIALECT, select=("DDD305",)), [], jobs=0)
    assert {name.partition(":")[0] for name in parsed} == {"jinja"}
    assert len(parsed) == 5


def test_templates_outside_the_project_count_where_a_link_leads_there(
    tmp_path: Path, make_project: MakeProject
) -> None:
    outside = tmp_path / "shared"
    outside.mkdir()
    (outside / "books.html").write_text(LAZY)
    project = make_project({key: text for key, text in FILES.items() if "books.html" not in key}, select=("DDD305",))
    (project.root / "app/templates/app").symlink_to(outside)
    assert places(run(project, [], jobs=0)) == FOUND


SCHEMA_FIRST = {
    "app/__init__.py": "",
    "app/models.py": MODELS,
    "app/schema.py": """
from ariadne import QueryType
from app.models import Book

MORE = '''
type Author { id: ID }
extend type Book { author: Author }
'''
query = QueryType()

@query.field("books")
def books(*_):
    return Book.objects.all()
""",
    "schema.graphql": "type Query { books: [Book!]! } type Book { id: ID }",
}


@pytest.mark.parametrize("jobs", [0, 2])
def test_schemas_are_read_where_types_are_made_of_them(make_project: MakeProject, jobs: int) -> None:
    assert places(run(make_project(SCHEMA_FIRST, select=("DDD305",)), [], jobs=jobs)) == [
        ("app/schema.py", 12, 5, "DDD305")
    ]


def test_a_changed_schema_makes_the_run_another_one(make_project: MakeProject, parsed: list[str]) -> None:
    project = make_project(SCHEMA_FIRST, select=("DDD305",))
    assert len(places(run(project, [], jobs=0))) == 1
    assert sorted(parsed) == ["graphql:app/schema.py#0", "graphql:schema.graphql"]
    parsed.clear()
    assert len(places(run(project, [], jobs=0))) == 1
    assert parsed == []
    (project.root / "schema.graphql").write_text("type Query { books: Book } type Book { id: ID }")
    assert places(run(project, [], jobs=0)) == []


def test_schemas_without_code_that_needs_them_are_not_read(make_project: MakeProject, parsed: list[str]) -> None:
    files = {**SCHEMA_FIRST, "app/schema.py": "import strawberry"}
    assert places(run(make_project(files, select=("DDD305",)), [], jobs=0)) == []
    assert parsed == []


def test_without_a_parser_schemas_are_passed_over(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    real = templates.find_spec
    monkeypatch.setattr(templates, "find_spec", lambda name: None if name == "graphql" else real(name))
    assert places(run(make_project(SCHEMA_FIRST, select=("DDD305",)), [], jobs=0)) == []
