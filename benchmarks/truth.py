"""What the database itself says of the fixture pairs and the example shops: python benchmarks/truth.py [NAME…]

A pair is a small project before (`bad_x`) and after (`good_x`) its fix below `tests/fixtures/<family>/<rule-name>/`.
Where `tests/truth/<family>/<rule-name>/x.py` says how to fill its tables and which entry to call, both sides run, each in
a process of its own, on SQLite in memory:

- queries: with 2, 4 and 8 rows. Before, the round trips must grow with the rows, in proportion; after, they must not
  grow at all.
- indexes: SQLite's plan of the statements. Before, one scans a table or sorts it; after, none does.
- both: before and after must answer the same, and ddd-lint must find the rule's pattern before and nothing after.

The example shops run likewise: `tests/truth/examples/` pairs what `examples/shop` does with what `examples/shop_clean`
does instead.

Prints a table and exits with 1 when a pair contradicts what ddd-lint says of it. NAMEs keep the pairs whose path holds
one of them. Needs the `dev` extra; runs with the library versions installed.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from truth_side import PRELOADED, Job, Measured, measure

from ddd_lint.config import load
from ddd_lint.model.finding import Finding
from ddd_lint.rules.registry import find_rule
from ddd_lint.testing.cases import CONFIG, contents_of, lint

ROOT = Path(__file__).parents[1]
SIZES = (2, 4, 8)
FAMILIES = ("queries", "indexes")


@dataclass(frozen=True)
class Pair:
    """Two projects, the scenario of each, and the code that ddd-lint must report in the first alone.

    A part of an example is one too: then `case` is its name in the scenarios, and `place` is where the first must have
    findings: `path:function`. It is `alone` where the second does nothing of the kind.
    """

    name: str
    before: Path
    after: Path
    scenarios: tuple[Path, Path]
    code: str
    case: str = ""
    place: str = ""
    alone: bool = False
    plans: bool = False

    def jobs(self) -> list[Job]:
        sides = [*zip((self.before, self.after), self.scenarios, strict=True)][: 1 if self.alone else 2]
        return [Job(root, scenario, SIZES, self.case, self.plans) for root, scenario in sides]


@dataclass(frozen=True)
class Verdict:
    """What was measured of a pair, and what of it contradicts the linter: nothing, if all is well."""

    pair: Pair
    before: Measured
    after: Measured
    contradictions: tuple[str, ...]

    def row(self) -> tuple[str, ...]:
        sides = (self.before, self.after)
        if self.pair.plans:
            shown = [", ".join(dict.fromkeys(wholes(side)[-1:])) or "uses the index" for side in sides]
        else:
            shown = [" ".join(map(str, side.counts)) or "-" for side in sides]
        return (self.pair.name, self.before.framework, *shown, "; ".join(self.contradictions) or "agrees")


def pairs(fixtures: Path, scenarios: Path) -> Iterator[Pair]:
    """The fixture pairs that have a scenario.

    Raises:
        SystemExit: a scenario has no pair.
    """
    for family in FAMILIES:
        for scenario in sorted((scenarios / family).glob("*/*.py")):
            rule = find_rule(scenario.parent.name)
            folder = fixtures / family / scenario.parent.name
            before, after = folder / f"bad_{scenario.stem}", folder / f"good_{scenario.stem}"
            if rule is None or not before.is_dir() or not after.is_dir():
                raise SystemExit(f"{scenario}: there is no pair of that name below {folder}")
            name = f"{scenario.parent.name}/{scenario.stem}"
            yield Pair(name, before, after, (scenario, scenario), rule.code, plans=family == "indexes")


def parts_of_examples(examples: Path, scenarios: Path) -> Iterator[Pair]:
    """The parts of the example shops, named after the place in the first shop and what is found there."""
    both = scenarios / "examples" / "before.py", scenarios / "examples" / "after.py"
    done_well = cases_of(both[1])
    for case in cases_of(both[0]):
        place, _, code = case.partition(" ")
        alone = case not in done_well
        yield Pair(f"examples/{case}", examples / "shop", examples / "shop_clean", both, code, case, place, alone)


def cases_of(scenario: Path) -> list[str]:
    """The names of a scenario's cases, read without running it."""
    for statement in ast.parse(scenario.read_text("utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="cases")], value=ast.Dict(keys=keys)):
                return [key.value for key in keys if isinstance(key, ast.Constant)]
    raise SystemExit(f"{scenario}: no `cases` in it")


def wholes(side: Measured) -> list[str]:
    """The steps of plans, at the largest number of rows, that go through a whole table."""
    return [step for step in side.plans[-1] if goes_through_all(step)] if side.plans else []


def goes_through_all(step: str) -> bool:
    """Whether a step of a plan scans a table without an index, or sorts what an index would give in order.

    >>> goes_through_all("SCAN orders"), goes_through_all("SEARCH orders USING INDEX ix (customer_id=?)")
    (True, False)
    >>> goes_through_all("SCAN orders USING INDEX ix"), goes_through_all("USE TEMP B-TREE FOR ORDER BY")
    (False, True)
    """
    return (step.startswith("SCAN ") and "INDEX" not in step and "CONSTANT" not in step) or "TEMP B-TREE" in step


def grows(counts: list[int]) -> bool:
    """Whether counts at 2, 4 and 8 rows grow in proportion to the rows.

    >>> grows([3, 5, 9]), grows([3, 5, 5]), grows([2, 2, 2]), grows([1, 2, 3])
    (True, False, False, False)
    """
    first, second, third = counts
    return second > first and third - second == 2 * (second - first)


def contradictions(
    pair: Pair, before: Measured, after: Measured, found: list[Finding], left: list[Finding]
) -> Iterator[str]:
    """What the measurements say against the findings of the first project and those left in the second."""
    for side, measured in (("before", before), ("after", after)):
        if measured.failure:
            yield f"{side} ends with {measured.failure.splitlines()[-1]}"
            return
    if pair.plans:
        if not wholes(before):
            yield "before already uses an index"
        if wholes(after):
            yield f"after still goes through a table ({wholes(after)[0]})"
    else:
        if not grows(before.counts):
            yield "before does not grow with the rows"
        if len(set(after.counts)) > 1:
            yield "after grows with the rows"
    if not pair.case and before.answers != after.answers:
        yield "before and after answer differently"
    if not found:
        yield f"ddd-lint finds no {pair.code} before"
    if left:
        yield f"ddd-lint finds {left[0].code} after ({left[0].path}:{left[0].span.line})"


def findings_of(root: Path, family: str) -> list[Finding]:
    """What ddd-lint finds of a rule family in a project by its own configuration, or by none."""
    configured = root / CONFIG
    settings = load(
        root,
        isolated=not configured.is_file(),
        config=configured if configured.is_file() else None,
        overrides={"select": (family,)},
    ).settings
    return list(lint(contents_of(root), settings, root).findings)


def in_place(findings: Iterable[Finding], root: Path, place: str) -> list[Finding]:
    """The findings within a function, given as `path:function` or `path:Class.method`."""
    path, _, function = place.partition(":")
    body: ast.AST = ast.parse((root / path).read_text("utf-8"))
    for name in function.split("."):
        body = next(node for node in ast.walk(body) if getattr(node, "name", None) == name)
    first, last = body.lineno, body.end_lineno  # type: ignore[attr-defined]
    return [finding for finding in findings if finding.path == path and first <= finding.span.line <= last]


def judge(chosen: list[Pair], processes: int) -> Iterator[Verdict]:
    """Run the sides of all pairs, each in a process of its own, and hold them against the linter."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(PRELOADED)
    known: dict[Path, list[Finding]] = {}
    with context.Pool(processes, maxtasksperchild=1) as pool:
        sides = pool.imap(measure, [job for pair in chosen for job in pair.jobs()])
        for pair in chosen:
            before, after = next(sides), Measured() if pair.alone else next(sides)
            for root in (pair.before, pair.after):
                if root not in known:
                    known[root] = findings_of(root, pair.code[:4])
            found = [finding for finding in known[pair.before] if finding.code == pair.code]
            if pair.place:
                found = in_place(found, pair.before, pair.place)
            against = tuple(contradictions(pair, before, after, found, known[pair.after]))
            yield Verdict(pair, before, after, against)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="keep the pairs whose path holds one of these")
    parser.add_argument("--fixtures", type=Path, default=ROOT / "tests" / "fixtures")
    parser.add_argument("--scenarios", type=Path, default=ROOT / "tests" / "truth")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true", help="show tracebacks, and the statements' plans")
    arguments = parser.parse_args()
    every = [*pairs(arguments.fixtures, arguments.scenarios)]
    if (arguments.scenarios / "examples").is_dir():
        every += parts_of_examples(ROOT / "examples", arguments.scenarios)
    chosen = [pair for pair in every if not arguments.names or any(name in pair.name for name in arguments.names)]
    if not chosen:
        raise SystemExit("no pair of that name")
    verdicts = list(judge(chosen, arguments.processes))
    rows = [("pair", "framework", "before", "after", "verdict"), *(verdict.row() for verdict in verdicts)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1]]))
    if arguments.verbose:
        for verdict in verdicts:
            for side in (verdict.before, verdict.after):
                details = [*side.plans[-1:], side.failure] if side.plans or side.failure else []
                print(f"\n{verdict.pair.name}", *details, sep="\n") if details else None
    contradicted = sum(bool(verdict.contradictions) for verdict in verdicts)
    print(f"{len(verdicts)} pairs with {', '.join(map(str, SIZES))} rows: {contradicted} contradict ddd-lint")
    return 1 if contradicted else 0


if __name__ == "__main__":
    sys.exit(main())
