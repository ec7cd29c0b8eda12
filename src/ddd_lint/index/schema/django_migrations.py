"""Django's migrations: their operations, and the indexes that only their SQL makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import migrations as operations
from ddd_lint.index.schema import sql
from ddd_lint.index.schema.tables import Index
from ddd_lint.index.sources import Made, Source, Sources
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Bind, Call

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 3


class Migration(msgspec.Struct, frozen=True):
    """One migration class and its operations; `database` leaves out what only changes Django's own state."""

    ref: Ref
    operations: tuple[Made, ...]
    database: tuple[Made, ...]


def migrations(project: ProjectIndex, sources: Sources) -> Iterator[Migration]:
    """Every Django migration of the project."""
    for ref in project.evaluator.files.classes_named("Migration"):
        if project.roles(ref[0]).test or operations.DJANGO_MIGRATION not in project.evaluator.classes.external_bases(
            ref
        ):
            continue
        for _, at in project.evaluator.files.binds(ref).get("operations", ()):
            bind = project.evaluator.files.unit(ref).code[at]
            if isinstance(bind, Bind) and bind.value >= 0:
                found = [made for item in sources.items(sources.at(ref, bind.value)) for made in sources.made(item)]
                yield Migration(ref, tuple(found), tuple(_database(sources, found, 0)))
                break


def _database(sources: Sources, found: list[Made], depth: int) -> Iterator[Made]:
    for made in found:
        if made.last != operations.DJANGO_SEPARATE:
            yield made
            continue
        inner = made.argument(0, "database_operations")
        if inner is not None and depth < _MAX_DEPTH:
            yield from _database(
                sources, [call for item in sources.items(inner) for call in sources.made(item)], depth + 1
            )


def statements(sources: Sources, source: Source | None) -> list[str]:
    """The SQL texts in `RunSQL`'s argument: a text, a list of texts, or of (text, parameters)."""
    if source is None:
        return []
    found = sources.texts(source)
    for item in sources.items(source):
        found += sources.texts(item) or [text for inner in sources.items(item)[:1] for text in sources.texts(inner)]
    return found


def created_in_sql(project: ProjectIndex, sources: Sources) -> Iterator[tuple[str, Index]]:
    """(table, index) of each index that a migration's SQL creates, in `RunSQL` or by a function that runs forwards."""
    for migration in migrations(project, sources):
        for made in migration.database:
            if made.last == "RunSQL":
                texts = statements(sources, made.argument(0, "sql"))
            elif made.last == "RunPython":
                texts = list(_executed(project, sources, made.argument(0, "code")))
            else:
                continue
            for text in texts:
                for _, table, index in sql.created(text):
                    yield table, index


def _executed(project: ProjectIndex, sources: Sources, code: Source | None) -> Iterator[str]:
    if code is None:
        return
    for origin in sources.origins(code):
        ref = sources.function(origin)
        if ref is None:
            continue
        code_of = project.evaluator.files.unit(ref).code
        for ins in code_of:
            if isinstance(ins, Call) and ins.args:
                callee = code_of[ins.func]
                if isinstance(callee, Attr) and callee.name == "execute":
                    yield from sources.texts(sources.at(ref, ins.args[0]))
