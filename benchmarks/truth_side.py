"""One side of a pair, run for real on SQLite in memory: how many round trips an entry makes, and how they are planned.

A side is a small project; a scenario beside the fixtures says how to fill its tables and which entry to call. Meant for
a process of its own, since it puts the side on `sys.path`, sets Django up for it and leaves its modules loaded.

What counts as a round trip: every statement sent to the database, an `executemany` once; with SQLAlchemy each commit
too, with Django each call of its cache. A scenario may hold `calls`, a list that takes what is sent elsewhere.

A side that is one file is the module `case.models` of a project of its own.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import re
import runpy
import shutil
import sqlite3
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

PRELOADED = [
    "sqlalchemy.orm",
    "sqlalchemy.ext.asyncio",
    "sqlmodel",
    "flask_sqlalchemy",
    "fastapi",
    "django.db.models",
    "django.test.utils",
]
LIBRARIES = {
    "aiodataloader",
    "ariadne",
    "alembic",
    "django_filters",
    "django_scopes",
    "fastapi_filter",
    "flask",
    "flask_sqlalchemy",
    "graphene",
    "graphene_django",
    "graphql_sync_dataloaders",
    "strawberry",
    "strawberry_django",
    "strawberry_sqlalchemy_mapper",
    "tagulous",
    "treebeard",
}
_PLAN = re.compile(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b", re.IGNORECASE)
_MODEL = re.compile(r"^class \w+\(models\.Model\)", re.MULTILINE)
_NOT_SENT = re.compile(r"\s*PRAGMA\b", re.IGNORECASE)


@dataclass(frozen=True)
class Job:
    """A project's root, the scenario's file, and the numbers of rows to run it with.

    `cases` picks entries of the scenario's `table`, if it has one. With `plans` the statements' plans are asked for too.
    """

    root: Path
    scenario: Path
    sizes: tuple[int, ...]
    table: str = ""
    cases: tuple[str, ...] = ("",)
    plans: bool = False


@dataclass
class Measured:
    """For each number of rows: round trips, what the entry answered (its `repr`), the steps of the plans.

    `missing` is the library that is not installed, of those that only some scenarios need (`LIBRARIES`).
    """

    framework: str = ""
    counts: list[int] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    plans: list[list[str]] = field(default_factory=list)
    failure: str = ""
    missing: str = ""


@dataclass
class Trips:
    """What was sent while it was watched."""

    count: int = 0
    statements: list[tuple[str, Any]] = field(default_factory=list)

    def add(self, statement: str, parameters: Any = ()) -> None:
        if not _NOT_SENT.match(statement):
            self.count += 1
            self.statements.append((statement, parameters))


class Database(Protocol):
    """A database in memory as one framework sees it."""

    name: str

    def scenario(self, path: Path) -> dict[str, Any]:
        """The scenario's names, with the project importable."""

    def filled(self, fill: Callable[..., Any], rows: int) -> AbstractContextManager[sqlite3.Connection]:
        """A fresh database with that many rows."""

    def watched(self, run: Callable[..., Any], trips: Trips) -> Any:
        """What the entry answers; `trips` takes what it sends."""


def measure(job: Job) -> dict[str, Measured]:
    """Run one side with each number of rows, by case; an error that it ends with is told, not raised."""
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        root = job.root if job.root.is_dir() else project_of(job.root, Path(folder))
        sys.path.insert(0, str(root))
        database = database_of(root, job.scenario)
        measured = {case: Measured(database.name) for case in job.cases}
        try:
            names = database.scenario(job.scenario)
        except Exception as error:
            for each in measured.values():
                tell(error, each)
            return measured
        for case, each in measured.items():
            try:
                run_all(job, case, database, names, each)
            except Exception as error:
                tell(error, each)
    return measured


def tell(error: Exception, measured: Measured) -> None:
    """Keep what a side ended with: a library that is missing, or a failure."""
    library = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if library in LIBRARIES:
        measured.missing = library
    else:
        measured.failure = "".join(traceback.format_exception(error))


def project_of(file: Path, folder: Path) -> Path:
    """A project in this folder whose only module is the file."""
    (folder / "case").mkdir()
    shutil.copy(file, folder / "case" / "models.py")
    return folder


def run_all(job: Job, case: str, database: Database, names: dict[str, Any], measured: Measured) -> None:
    """The entry with each number of rows."""
    entry = names[job.table][case] if job.table else names["run"]
    fill, run = entry if isinstance(entry, tuple) else (names["fill"], entry)
    elsewhere = names.get("calls", [])
    for rows in job.sizes:
        trips = Trips()
        with database.filled(fill, rows) as connection:
            elsewhere.clear()
            measured.answers.append(repr(database.watched(run, trips)))
            if job.plans:
                measured.plans.append([step for sent in trips.statements for step in plan(connection, *sent)])
        measured.counts.append(trips.count + len(elsewhere))


def plan(connection: sqlite3.Connection, statement: str, parameters: Any) -> list[str]:
    """The steps of SQLite's plan of a statement."""
    if not _PLAN.match(statement):
        return []
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def database_of(root: Path, scenario: Path) -> Database:
    """The database for the framework that a project imports, or its scenario for it."""
    text = "\n".join(path.read_text("utf-8") for path in [*sorted(root.rglob("*.py")), scenario])
    if re.search(r"^(from|import) django\b", text, re.MULTILINE):
        return DjangoDatabase(root, text)
    if re.search(r"^(from|import) (sqlalchemy|sqlmodel|alembic|flask_sqlalchemy)\b", text, re.MULTILINE):
        return SqlAlchemyDatabase()
    return PlainDatabase()


class SqlAlchemyDatabase:
    """An engine for each number of rows; the entry has a session of its own, an asynchronous one if it is so itself.

    A scenario holds the `metadata` of the tables, `fill(session, rows)` and `run(session)`.
    """

    name = "SQLAlchemy"

    def __init__(self) -> None:
        self._metadata: Any = None
        self._engine: Any = None
        self._connection: Any = None

    def scenario(self, path: Path) -> dict[str, Any]:
        names = runpy.run_path(str(path))
        self._metadata = names["metadata"]
        return names

    @contextmanager
    def filled(self, fill: Callable[..., Any], rows: int) -> Iterator[sqlite3.Connection]:
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session
        from sqlalchemy.pool import StaticPool

        self._connection = connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        self._engine = create_engine("sqlite://", poolclass=StaticPool, creator=lambda: connection)
        self._metadata.create_all(self._engine)
        with Session(self._engine) as session:
            fill(session, rows)
            session.commit()
        yield connection
        self._engine.dispose()

    def watched(self, run: Callable[..., Any], trips: Trips) -> Any:
        from sqlalchemy import event
        from sqlalchemy.orm import Session

        if inspect.iscoroutinefunction(run):
            return asyncio.run(self._awaited(run, trips))
        with Session(self._engine) as session:
            self._watch(event, self._engine, trips)
            return run(session)

    async def _awaited(self, run: Callable[..., Any], trips: Trips) -> Any:
        """The entry with an asynchronous session, on a copy of what was filled in."""
        from sqlalchemy import event
        from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
        from sqlalchemy.pool import StaticPool

        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        script = "\n".join(self._connection.iterdump())
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.executescript(script)
        async with AsyncSession(engine) as session:
            self._watch(event, engine.sync_engine, trips)
            answer = await run(session)
        await engine.dispose()
        return answer

    @staticmethod
    def _watch(event: Any, engine: Any, trips: Trips) -> None:
        def sent(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            trips.add(statement, parameters[0] if many else parameters)

        event.listen(engine, "before_cursor_execute", sent)
        event.listen(engine, "commit", lambda connection: trips.add("COMMIT"))


class DjangoDatabase:
    """Django's default connection, emptied before each number of rows.

    A scenario holds `fill(rows)` and `run()`. Every folder with a model in it is an installed app.
    """

    name = "Django"

    def __init__(self, root: Path, text: str) -> None:
        self._root = root
        self._text = text

    def scenario(self, path: Path) -> dict[str, Any]:
        import django
        from django.apps import apps
        from django.conf import settings
        from django.db import connection

        settings.configure(**self._settings())
        django.setup()
        for module in self._modules():
            import_module(".".join(module.relative_to(self._root).with_suffix("").parts))
        names = runpy.run_path(str(path))
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                editor.create_model(model)
        return names

    def _modules(self) -> list[Path]:
        """The files that declare models."""
        files = sorted(self._root.rglob("*.py"))
        return [path for path in files if path.name == "models.py" or _MODEL.search(path.read_text("utf-8"))]

    def _settings(self) -> dict[str, Any]:
        own = {".".join(path.parent.relative_to(self._root).parts) for path in self._modules()}
        contributed = ["contenttypes", "auth"]
        if "django.contrib.admin" in self._text or "django.contrib import admin" in self._text:
            contributed += ["admin", "sessions", "messages"]
        libraries = [name for name in ("rest_framework", "graphene_django", "treebeard") if name in self._text]
        return {
            "INSTALLED_APPS": [*(f"django.contrib.{name}" for name in contributed), *libraries, *sorted(own)],
            "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
            "CACHES": {"default": {"BACKEND": "truth_cache.CountedCache"}},
            "TEMPLATES": [
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "DIRS": [self._root / "templates"],
                    "APP_DIRS": True,
                }
            ],
            "REST_FRAMEWORK": {"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
            "ROOT_URLCONF": "urls",
            "SECRET_KEY": "known to everyone",
            "ALLOWED_HOSTS": ["*"],
            "USE_TZ": True,
        }

    @contextmanager
    def filled(self, fill: Callable[..., Any], rows: int) -> Iterator[sqlite3.Connection]:
        from django.core.cache import cache
        from django.db import connection

        cache.clear()
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for table in [*connection.introspection.table_names(cursor), "sqlite_sequence"]:
                cursor.execute(f'DELETE FROM "{table}"')
        fill(rows)
        yield connection.connection

    def watched(self, run: Callable[..., Any], trips: Trips) -> Any:
        from asgiref.sync import async_to_sync
        from django.core.cache import cache
        from django.db import connection

        def sent(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
            one = tuple((parameters[0] if many else parameters) or ())
            trips.add(statement % (("?",) * len(one)) if one else statement, one)
            return execute(statement, parameters, many, context)

        cache.trips = trips
        with connection.execute_wrapper(sent):
            answer = async_to_sync(run)() if inspect.iscoroutinefunction(run) else run()
        cache.trips = None
        return answer


class PlainDatabase:
    """A connection of the standard library's `sqlite3`.

    A scenario holds `fill(connection, rows)`, which makes the tables too, and `run(connection)`.
    """

    name = "DB-API"

    def scenario(self, path: Path) -> dict[str, Any]:
        return runpy.run_path(str(path))

    @contextmanager
    def filled(self, fill: Callable[..., Any], rows: int) -> Iterator[sqlite3.Connection]:
        self._connection = sqlite3.connect(":memory:", factory=WatchedConnection)
        fill(self._connection, rows)
        yield self._connection
        self._connection.close()

    def watched(self, run: Callable[..., Any], trips: Trips) -> Any:
        self._connection.trips = trips
        answer = run(self._connection)
        self._connection.trips = None
        return answer


class WatchedConnection(sqlite3.Connection):
    """A connection that notes what its cursors send while it has `trips`."""

    trips: Trips | None = None

    def cursor(self, *arguments: Any) -> Any:
        return super().cursor(WatchedCursor)

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)


class WatchedCursor(sqlite3.Cursor):
    """A cursor of a `WatchedConnection`."""

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        self._note(statement, parameters)
        return super().execute(statement, parameters)

    def executemany(self, statement: str, rows: Any) -> Any:
        self._note(statement, ())
        return super().executemany(statement, rows)

    def _note(self, statement: str, parameters: Any) -> None:
        if self.connection.trips is not None:
            self.connection.trips.add(statement, parameters)
