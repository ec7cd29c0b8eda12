"""DDD404."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd_lint.frameworks import migrations as operations
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.schema.alembic import Operation, Operations, Revision, revisions
from ddd_lint.index.schema.django_migrations import Migration, migrations, statements
from ddd_lint.index.sources import Made
from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Call, Import, Name, Raise
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule

_KIND = "TABLE|INDEX|TYPE|VIEW|SEQUENCE|SCHEMA|EXTENSION|FUNCTION|TRIGGER|DOMAIN|CONSTRAINT|COLUMN|PROCEDURE|POLICY|RULE|COLLATION"
_DDL = re.compile(
    rf"\b(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+|UNIQUE\s+|MATERIALIZED\s+|UNLOGGED\s+|RECURSIVE\s+|CONSTRAINT\s+)*(?:{_KIND})\b",
    re.IGNORECASE,
)
_TEMPORARY = re.compile(
    r"\bCREATE\s+TEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>[\w.\"]+)", re.IGNORECASE
)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_SWITCH = re.compile(r"\bALTER\s+TABLE\s+\S+\s+(?:DISABLE|ENABLE)\s+TRIGGER\b", re.IGNORECASE)


def changes_schema(text: str) -> bool:
    """Whether SQL changes the schema for good: neither by temporary tables alone, nor by switching triggers off and on."""
    temporary = {match["name"].lower() for match in _TEMPORARY.finditer(text)}
    for statement in _LITERAL.sub("''", text).split(";"):
        if _DDL.search(statement) is None or _SWITCH.search(statement) is not None:
            continue
        words = {word.lower() for word in re.findall(r"[\w.\"]+", statement)}
        if not words & temporary:
            return True
    return False


class IrreversibleMigration(ProjectRule):
    """A migration changes the schema and can't be undone.

    ## What it does

    Finds Alembic revisions whose `upgrade` changes the schema (also by SQL) while `downgrade` is missing, empty or only passes, and Django
    migrations that change the schema and hold a `RunPython` or `RunSQL` without a reverse. A `downgrade` that raises on purpose, a revision
    that only moves data, and a merge are no findings.

    ## Why it is bad

    A release that must be taken back at night can't be: Alembic marks the revision as undone although nothing was, so that the next upgrade
    fails on what is already there, and Django refuses to migrate back at all.

    ## Bad

    ```python
    # path: migrations/versions/0002_add_status.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"


    def upgrade():
        op.add_column("orders", sa.Column("status", sa.String(20)))


    def downgrade():
        pass
    ```

    ## Good

    ```python
    # path: migrations/versions/0002_add_status.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"


    def upgrade():
        op.add_column("orders", sa.Column("status", sa.String(20)))


    def downgrade():
        op.drop_column("orders", "status")
    ```

    ## When to switch it off

    Where the team only rolls forward. A single migration that can't be undone says so best by a `downgrade` that raises.

    ## How to fix

    Write the inverse of each operation in `downgrade`; give `RunPython` a `reverse_code` and `RunSQL` a `reverse_sql` (`RunPython.noop` and
    `RunSQL.noop` where nothing needs undoing); or raise, with the reason.
    """

    code = "DDD404"
    name = "irreversible-migration"
    summary = "A migration that changes the schema and can't be undone"

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each revision or migration."""
        for revision in revisions(project):
            if revision.path in project.targets:
                yield from self._alembic(project, revision)
        for migration in migrations(project, project.schema.sources):
            if migration.ref[0] in project.targets:
                yield from self._django(project, migration)

    # -- Alembic -----------------------------------------------------------------------------------------------------

    def _alembic(self, project: ProjectIndex, revision: Revision) -> Iterator[Finding]:
        if revision.upgrade is None or (revision.downgrade is not None and not _is_empty(project, revision.downgrade)):
            return
        reader = Operations(project, project.schema.sources)
        change = next(
            (operation for operation in reader.of(revision.upgrade) if _changes_schema(reader, operation)), None
        )
        if change is None:
            return
        code = project.schema.sources.code(change.made.source)
        assert isinstance(code, Call)
        missing = revision.downgrade is None
        unit = project.evaluator.files.unit(revision.downgrade or revision.upgrade)
        what = f"`upgrade` changes the schema (`{change.name}`) but"
        message = (
            f"{what} there is no `downgrade`, so this revision can't be undone; write one that reverses it, or that raises with the reason"
            if missing
            else f"{what} `downgrade` does nothing, so undoing this revision leaves the change behind; reverse it, or raise with the reason"
        )
        path = change.made.source.frame.ref[0]
        related = Related(path, code.line, code.column, f"`{change.name}` changes the schema")
        yield self.finding(revision.path, Span.at(unit.line, unit.column, len(unit.name)), message, related=(related,))

    # -- Django ------------------------------------------------------------------------------------------------------

    def _django(self, project: ProjectIndex, migration: Migration) -> Iterator[Finding]:
        changes = [
            made for made in migration.database if made.last in operations.DJANGO_SCHEMA or self._is_ddl(project, made)
        ]
        one_way = next(
            (
                made
                for made in migration.database
                if made.last in operations.DJANGO_CODE and not _reversible(project, made)
            ),
            None,
        )
        if not changes or one_way is None:
            return
        code = project.schema.sources.code(one_way.source)
        assert isinstance(code, Call)
        path = one_way.source.frame.ref[0]
        if path != migration.ref[0]:
            return
        reverse = operations.DJANGO_CODE[one_way.last]
        message = (
            f"this migration changes the schema and its `{one_way.last}` has no `{reverse}`, so it can't be undone;"
            f" give it one (`{one_way.last}.noop` where nothing needs undoing)"
        )
        yield self.finding(path, Span.at(code.line, code.column, len(one_way.last)), message)

    @staticmethod
    def _is_ddl(project: ProjectIndex, made: Made) -> bool:
        if made.last != "RunSQL":
            return False
        return any(changes_schema(text) for text in statements(project.schema.sources, made.argument(0, "sql")))


def _reversible(project: ProjectIndex, made: Made) -> bool:
    """Whether `RunPython` or `RunSQL` is given something to run backwards."""
    reverse = made.argument(1, operations.DJANGO_CODE[made.last])
    return reverse is not None and None not in project.schema.sources.literals(reverse)


def _changes_schema(reader: Operations, operation: Operation) -> bool:
    if operation.name in operations.ALEMBIC_SCHEMA:
        return True
    return any(changes_schema(text) for text in reader.statements(operation))


def _is_empty(project: ProjectIndex, ref: Ref) -> bool:
    """Whether a function does nothing: no call but of logging and the like, no raise."""
    unit = project.evaluator.files.unit(ref)
    for ins in unit.code[unit.header :]:
        if isinstance(ins, Raise):
            return False
        if isinstance(ins, Call):
            callee = unit.code[ins.func]
            name = (
                callee.name
                if isinstance(callee, Attr | Name)
                else callee.target.rpartition(":")[2]
                if isinstance(callee, Import)
                else ""
            )
            if name not in operations.SILENT_CALLS:
                return False
    return True
