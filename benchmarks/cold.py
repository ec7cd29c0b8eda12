"""What a run costs, against plain parsing: python benchmarks/cold.py PROJECT [--rounds N]

Measures, each in a process of its own and one after the other within a round, so that a machine that gets slower does
so for all of them:

- a plain loop of `libcst.parse_module(path.read_bytes())`, with the trees kept in a list or dropped at once, over all
  Python files of the project or over those that the linter analyses (tests are left out);
- `ddd-lint check --no-cache --select DDD` with one worker and with two;
- the second of two runs with a cache between which nothing changed;
- how much of the CPU of a cold run with one worker goes into the index and the rules that see the whole project: with the
  rules that are on by default, with all of them, and with those that `--select` names; and the most memory that one of
  its processes took.

CPU is user and system time, child processes included. Prints medians over the rounds, and the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LOOP = """
import sys, pathlib, libcst
keep, trees = sys.argv[1] == "kept", []
for name in sys.stdin.read().split("\\0"):
    try:
        tree = libcst.parse_module(pathlib.Path(name).read_bytes())
    except Exception:
        continue
    if keep:
        trees.append(tree)
"""

SHARE = """
import json, os, resource, sys
from pathlib import Path
from ddd_lint.config import load
from ddd_lint.engine.cache import Cache
from ddd_lint.engine.collect import collect
from ddd_lint.engine.project import check_project
from ddd_lint.engine.ruleset import enabled_rules
from ddd_lint.engine.survey import survey
import gc
gc.disable()
select = sys.argv[1]
resolved = load(Path("."), isolated=True, overrides={"select": select.split(",")} if select else {})
found = survey(resolved, [])
rules = enabled_rules(found.settings, resolved.origins)
collected = collect(found, rules, Cache(None, found.root), jobs=1)
def spent():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
before = spent()
check_project(found, rules, collected, jobs=1)
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([spent() - before, spent(), peak / 1024]))
"""


class Cost:
    """CPU and wall-clock seconds of one process."""

    def __init__(self, cpu: float, wall: float) -> None:
        self.cpu, self.wall = cpu, wall


def measured(command: list[str], cwd: Path, text: str | None = None) -> Cost:
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, input=text, text=True, capture_output=True)
    wall, after = time.perf_counter() - started, os.times()
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, wall)


def lint(*options: str) -> list[str]:
    return [sys.executable, "-m", "ddd_lint", "check", "--isolated", "--select", "DDD", "--quiet", *options, "."]


def analysed_files(project: Path) -> list[str]:
    done = subprocess.run(lint("--show-files"), cwd=project, text=True, capture_output=True, check=True)
    return done.stdout.splitlines()


def share(project: Path, select: str) -> tuple[float, float, float]:
    """CPU seconds of the index and its rules, those of the whole run, and the peak memory of a process in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", SHARE, select], cwd=project, text=True, capture_output=True, check=True
    )
    index, whole, peak = json.loads(done.stdout)
    return index, whole, peak


def variants(project: Path, cache: Path) -> dict[str, Callable[[], Cost]]:
    everything = [str(path.relative_to(project)) for path in sorted(project.rglob("*.py"))]
    analysed = analysed_files(project)

    def loop(files: list[str], trees: str) -> Callable[[], Cost]:
        return lambda: measured([sys.executable, "-c", LOOP, trees], project, "\0".join(files))

    def cached() -> Cost:
        command = lint("--cache-dir", str(cache), "--jobs", "1")
        measured(command, project)
        return measured(command, project)

    return {
        f"parse {len(everything)} files (all), trees kept": loop(everything, "kept"),
        f"parse {len(everything)} files (all), trees dropped": loop(everything, "dropped"),
        f"parse {len(analysed)} files (analysed), trees kept": loop(analysed, "kept"),
        f"parse {len(analysed)} files (analysed), trees dropped": loop(analysed, "dropped"),
        "ddd-lint, cold, one worker": lambda: measured(lint("--no-cache", "--jobs", "1"), project),
        "ddd-lint, cold, two workers": lambda: measured(lint("--no-cache", "--jobs", "2"), project),
        "ddd-lint, nothing changed": cached,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--select", default="", help="rules, by comma, whose share is told too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        runs = variants(arguments.project.resolve(), Path(cache))
        costs: dict[str, list[Cost]] = {name: [] for name in runs}
        told = {"the default rules": "", "all rules": "DDD"}
        if arguments.select:
            told[arguments.select] = arguments.select
        shares: dict[str, list[tuple[float, float, float]]] = {name: [] for name in told}
        for _ in range(arguments.rounds):
            for name, run in runs.items():
                costs[name].append(run())
            for name, select in told.items():
                shares[name].append(share(arguments.project, select))
    report(costs)
    print("\nindex and project rules")
    for name, found in shares.items():
        index = statistics.median(index for index, _, _ in found)
        part = statistics.median(index / whole for index, whole, _ in found)
        peak = statistics.median(peak for _, _, peak in found)
        print(f"{name}: {index:.2f} s of CPU, {part:.1%} of a cold run; peak memory {peak:.0f} MiB")


def report(costs: dict[str, list[Cost]]) -> None:
    cpu = {name: statistics.median(cost.cpu for cost in found) for name, found in costs.items()}
    wall = {name: statistics.median(cost.wall for cost in found) for name, found in costs.items()}
    *loops, one, two, cached = costs
    width = max(map(len, costs))
    print(f"{'':{width}}  {'CPU s':>8} {'wall s':>8}  one worker's CPU is")
    for name in costs:
        ratio = f"{cpu[one] / cpu[name]:8.2f} times" if name in loops else ""
        print(f"{name:{width}}  {cpu[name]:8.2f} {wall[name]:8.2f}  {ratio}")
    print(f"two workers are {wall[one] / wall[two]:.2f} times faster than one")
    print(f"an unchanged run is {wall[one] / wall[cached]:.1f} times faster than a cold one")


if __name__ == "__main__":
    main()
