"""What the database itself says of the fixture pairs and the example shops: python benchmarks/truth.py [NAME…]

A pair is a small project, or one file, before (`bad_x`) and after (`good_x`) its fix below
`tests/fixtures/<family>/<rule-name>/`. Where `tests/truth/<family>/<rule-name>/x.py` says how to fill its tables and which
entry to call, both sides run, each in a process of its own, on SQLite in memory:

- queries: with 2, 4 and 8 rows. Before, the round trips must grow with the rows, in proportion; after, they must not
  grow at all.
- indexes: SQLite's plan of the statements. Before, one scans a table or sorts it; after, none does.
- both: before and after must answer the same, and ddd-lint must find the rule's pattern before and nothing after.
- migrations: done and undone. Before, the schema is not what it was; after, it is.

A pair that is no single entry before and after its fix, but places where something is found and others where nothing is,
has the tables `before` and `after` in its scenario, by place: each place is asked by itself, and each finding of the pair
must lie in one.

The example shops run likewise: `tests/truth/examples/` pairs what `examples/shop` does with what `examples/shop_clean`
does instead.

Prints a table and exits with 1 when something contradicts what ddd-lint says of it. NAMEs keep what holds one of them in
its name. Needs the `dev` extra; what needs a library of the `truth` extra that is missing is told and left out.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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


SIDES = ("before", "after")


@dataclass(frozen=True)
class Pair:
    """Two projects, the scenario of each, and the code that ddd-lint must report in the first alone.

    A part of them is one too: then `case` is its name in the scenario's `table`, and `place` is where the first must have
    findings: `path:function`, or `function` of a single file. It may have one of the `sides` only.
    """

    name: str
    before: Path
    after: Path
    scenarios: tuple[Path, Path]
    code: str
    table: str = ""
    case: str = ""
    place: str = ""
    sides: tuple[str, ...] = SIDES
    kind: str = "queries"

    def jobs(self) -> dict[str, Job]:
        """What is to be run of each side, whatever the case."""
        both = zip(SIDES, (self.before, self.after), self.scenarios, strict=True)
        sizes = SIZES[:1] if self.kind == "migrations" else SIZES
        return {
            side: Job(root, scenario, sizes, self.table, plans=self.kind == "indexes")
            for side, root, scenario in both
            if side in self.sides
        }


@dataclass(frozen=True)
class Verdict:
    """What was measured of a pair, and what of it contradicts the linter: nothing, if all is well."""

    pair: Pair
    before: Measured
    after: Measured
    contradictions: tuple[str, ...]

    @property
    def missing(self) -> str:
        return self.before.missing or self.after.missing

    def row(self) -> tuple[str, ...]:
        sides = (self.before, self.after)
        asked = [side in self.pair.sides for side in SIDES]
        shown = [shown_of(self.pair.kind, side) if ask else "-" for side, ask in zip(sides, asked, strict=True)]
        said = f"not asked: no {self.missing}" if self.missing else "; ".join(self.contradictions) or "agrees"
        return (self.pair.name, self.before.framework or self.after.framework, *shown, said)


def shown_of(kind: str, side: Measured) -> str:
    """What was measured of one side, in a few words."""
    if kind == "indexes":
        return ", ".join(dict.fromkeys(wholes(side)[-1:])) or "uses the index"
    if kind == "migrations":
        return " ".join(side.answers) or "-"
    return " ".join(map(str, side.counts)) or "-"


def pairs(fixtures: Path, scenarios: Path) -> Iterator[Pair]:
    """The fixture pairs that have a scenario, or the places that it asks.

    Raises:
        SystemExit: a scenario has no pair.
    """
    for family in FAMILIES:
        for scenario in sorted((scenarios / family).glob("*/*.py")):
            rule = find_rule(scenario.parent.name)
            folder = fixtures / family / scenario.parent.name
            sides = [side_of(folder, f"{kind}_{scenario.stem}") for kind in ("bad", "good")]
            if rule is None or not all(side.exists() for side in sides):
                raise SystemExit(f"{scenario}: there is no pair of that name below {folder}")
            name = f"{scenario.parent.name}/{scenario.stem}"
            kind = "migrations" if rule.code == "DDD404" else family
            places = {side: cases_of(scenario, side) for side in SIDES}
            if not any(places.values()):
                yield Pair(name, *sides, (scenario, scenario), rule.code, kind=kind)
            for side, cases in places.items():
                for case in cases:
                    yield Pair(
                        f"{name} {case}", *sides, (scenario, scenario), rule.code[:4], side, case, case, (side,), kind
                    )


def without_scenario(fixtures: Path, scenarios: Path) -> list[str]:
    """The pairs that nothing asks a database about: neither this script nor `truth_postgres.py`."""
    found = []
    for before in sorted(before for family in FAMILIES for before in (fixtures / family).glob("*/bad_*")):
        stem, folder = before.stem.removeprefix("bad_"), before.parent
        asked = (scenarios / kind / folder.name / f"{stem}.py" for kind in (folder.parent.name, "postgres"))
        if side_of(folder, f"good_{stem}").exists() and not any(scenario.exists() for scenario in asked):
            found.append(f"{folder.name}/{stem}")
    return found


def side_of(folder: Path, name: str) -> Path:
    """A side of a pair: a folder, or else a file."""
    return folder / name if (folder / name).is_dir() else folder / f"{name}.py"


def parts_of_examples(examples: Path, scenarios: Path) -> Iterator[Pair]:
    """The parts of the example shops, named after the place in the first shop and what is found there."""
    both = scenarios / "examples" / "before.py", scenarios / "examples" / "after.py"
    done_well = cases_of(both[1])
    for case in cases_of(both[0]):
        place, _, code = case.partition(" ")
        sides = SIDES if case in done_well else SIDES[:1]
        roots = examples / "shop", examples / "shop_clean"
        yield Pair(f"examples/{case}", *roots, both, code, "cases", case, place, sides)


def cases_of(scenario: Path, table: str = "cases") -> list[str]:
    """The names of a scenario's cases, read without running it; none if it has no such table."""
    for statement in ast.parse(scenario.read_text("utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys)) if name == table:
                return [key.value for key in keys if isinstance(key, ast.Constant)]
    return []


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
    for side, measured in zip(SIDES, (before, after), strict=True):
        if measured.failure:
            yield f"{side} ends with {measured.failure.splitlines()[-1]}"
            return
    if "before" in pair.sides:
        yield from holds_not(pair, before)
        if not found:
            yield f"ddd-lint finds no {pair.code} before"
    if "after" in pair.sides:
        yield from breaks(pair, after)
        if left:
            yield f"ddd-lint finds {left[0].code} after ({left[0].path}:{left[0].span.line})"
    if not pair.table and pair.kind != "migrations" and before.answers != after.answers:
        yield "before and after answer differently"


def holds_not(pair: Pair, before: Measured) -> Iterator[str]:
    """What the measurements before the fix say against there being a problem."""
    if pair.kind == "indexes" and not wholes(before):
        yield "before already uses an index"
    if pair.kind == "migrations" and before.answers == ["[]"]:
        yield "before can be undone"
    if pair.kind == "queries" and not grows(before.counts):
        yield "before does not grow with the rows"


def breaks(pair: Pair, after: Measured) -> Iterator[str]:
    """What the measurements after the fix say against its being one."""
    if pair.kind == "indexes" and wholes(after):
        yield f"after still goes through a table ({wholes(after)[0]})"
    if pair.kind == "migrations" and after.answers != ["[]"]:
        yield f"after leaves {' '.join(after.answers)}"
    if pair.kind == "queries" and len(set(after.counts)) > 1:
        yield "after grows with the rows"


def findings_of(root: Path, family: str) -> list[Finding]:
    """What ddd-lint finds of a rule family in a project by its own configuration, or by none, or in a single file."""
    if not root.is_dir():
        settings = load(root.parent, isolated=True, overrides={"select": (family,)}).settings
        return list(lint({root.name: root.read_bytes()}, settings, root.parent).findings)
    configured = root / CONFIG
    settings = load(
        root,
        isolated=not configured.is_file(),
        config=configured if configured.is_file() else None,
        overrides={"select": (family,)},
    ).settings
    return list(lint(contents_of(root), settings, root).findings)


def in_place(findings: Iterable[Finding], root: Path, place: str) -> list[Finding]:
    """The findings within a function or class, given as `path:function` or `path:Class.method`; or in a single file."""
    path, _, function = place.rpartition(":")
    file = root / path if root.is_dir() else root
    body: ast.AST = ast.parse(file.read_text("utf-8"))
    for name in function.split(".") if function else ():
        body = next(node for node in ast.walk(body) if name in names_of(node))
    if isinstance(body, ast.Module):
        return [finding for finding in findings if finding.path == path]
    first, last = body.lineno, body.end_lineno  # type: ignore[attr-defined]
    path = path or root.name
    return [finding for finding in findings if finding.path == path and first <= finding.span.line <= last]


def names_of(node: ast.AST) -> list[str]:
    """What a definition or an assignment binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def judge(chosen: list[Pair], processes: int) -> Iterator[Verdict]:
    """Run the sides of all pairs, each in a process of its own with all its places, and hold them against the linter."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(PRELOADED)
    cases: dict[Job, list[str]] = {}
    for pair in chosen:
        for job in pair.jobs().values():
            cases.setdefault(job, []).append(pair.case)
    known: dict[Path, list[Finding]] = {}
    done: dict[Job, dict[str, Measured]] = {}
    with context.Pool(processes, maxtasksperchild=1) as pool:
        measured = pool.imap(measure, [replace(job, cases=tuple(names)) for job, names in cases.items()])
        for pair in chosen:
            jobs = pair.jobs()
            for job in jobs.values():
                if job not in done:
                    done[job] = next(measured)
            before, after = (done[jobs[side]][pair.case] if side in jobs else Measured() for side in SIDES)
            for root in (pair.before, pair.after):
                if root not in known:
                    known[root] = findings_of(root, pair.code[:4])
            found = [finding for finding in known[pair.before] if finding.code.startswith(pair.code)]
            left = known[pair.after]
            if pair.place and "before" in pair.sides:
                found = in_place(found, pair.before, pair.place)
            elif pair.place:
                left = in_place(left, pair.after, pair.place)
            asked = not before.missing and not after.missing
            yield Verdict(pair, before, after, tuple(contradictions(pair, before, after, found, left)) if asked else ())


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
    if not arguments.names and (unasked := without_scenario(arguments.fixtures, arguments.scenarios)):
        print(f"{len(unasked)} pairs without a scenario: {', '.join(unasked)}\n")
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
    left_out = sum(bool(verdict.missing) for verdict in verdicts)
    asked = f"{len(verdicts) - left_out} entries of {len({verdict.pair.before for verdict in verdicts})} projects"
    note = f", {left_out} more not asked" if left_out else ""
    print(f"{asked} with {', '.join(map(str, SIZES))} rows{note}: {contradicted} contradict ddd-lint")
    return 1 if contradicted else 0


if __name__ == "__main__":
    sys.exit(main())
