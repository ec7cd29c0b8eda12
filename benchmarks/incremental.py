"""What a small change costs: python benchmarks/incremental.py [--files N] [--rounds N]

Writes a project of N modules (a router, a service, a repository and a model in turn, each importing the one before it), runs
the linter on it, changes a single function, and runs it again. Prints how many files each run extracted, with its
wall-clock time and the CPU time of all its processes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from ddd_lint.config import load
from ddd_lint.engine.run import run

MODULE = """
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
{imports}


class Base{number}(DeclarativeBase):
    pass


class Item{number}(Base{number}):
    __tablename__ = "items_{number}"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)


def find_{number}(session: Session, name: str):
    return session.scalars(select(Item{number}).where(Item{number}.name == name)).all()


def total_{number}(session: Session, names: list[str]):
    found = 0
    for name in names:
        found += len(find_{number}(session, name))
    return found
"""


def write(root: Path, files: int) -> None:
    (root / "app").mkdir(parents=True)
    (root / "app" / "__init__.py").write_text("")
    for number in range(files - 1):
        imports = f"from app.m{number - 1} import find_{number - 1}" if number else ""
        (root / "app" / f"m{number}.py").write_text(MODULE.format(number=number, imports=imports))


class Run:
    """One run: files extracted, wall-clock and CPU seconds."""

    def __init__(self, root: Path) -> None:
        self.extracted = 0
        before, started = os.times(), time.perf_counter()
        resolved = load(root, isolated=True, overrides={"select": ["DDD"]})
        self.findings = len(run(resolved, [], progress=self._progress).findings)
        self.wall, after = time.perf_counter() - started, os.times()
        self.cpu = sum(after[:4]) - sum(before[:4])

    def _progress(self, done: int, total: int) -> None:
        self.extracted = total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    runs: dict[str, list[Run]] = {"first": [], "nothing changed": [], "one file changed": []}
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            write(root, arguments.files)
            runs["first"].append(Run(root))
            runs["nothing changed"].append(Run(root))
            changed = root / "app" / f"m{arguments.files // 2}.py"
            changed.write_text(changed.read_text().replace("found = 0", "found = 1"))
            runs["one file changed"].append(Run(root))
    print(f"{'':18} {'extracted':>9} {'findings':>8} {'wall s':>8} {'CPU s':>8}")
    for name, measured in runs.items():
        wall, cpu = (statistics.median(values) for values in zip(*((r.wall, r.cpu) for r in measured), strict=True))
        print(f"{name:18} {measured[0].extracted:9} {measured[0].findings:8} {wall:8.2f} {cpu:8.2f}")


if __name__ == "__main__":
    main()
