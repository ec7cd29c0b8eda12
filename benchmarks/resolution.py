"""Call resolution held against a type checker's go-to-definition: python benchmarks/resolution.py PROJECT…

Asks the language server of `ty` where a fixed sample of each project's calls is defined, keeps those that lead to a
function or class of the project, and looks whether `ddd-lint calls` names the same place. A constructor may be told by
its class or its `__init__`.

With `--beyond N` it lists instead N calls, picked at random, that `ty` leaves unresolved and ddd-lint
resolves (dependency injection, untyped parameters told by their callers, framework registration): to be read by a person.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shlex
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEFT_OUT = re.compile(r"(^|/)(tests?|testing|migrations|versions)/|(^|/)(test_[^/]*|conftest|[^/]*_test)\.py$")
DEFINITION = re.compile(r"\s*(async\s+def|def|class)\s")
SEED = 11
Place = tuple[str, int]


@dataclass(frozen=True)
class Asked:
    """A call in the source: line and column (from 1) of its callee's last name."""

    path: Path
    line: int
    column: int
    name: str


@dataclass
class Score:
    """Calls by where they lead: the same place as the type checker says, another, or none."""

    same: int = 0
    other: int = 0
    missing: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return self.same + self.other + self.missing

    def __add__(self, score: Score) -> Score:
        return Score(self.same + score.same, self.other + score.other, self.missing + score.missing)


class Server:
    """A language server over standard input and output, one request at a time."""

    def __init__(self, program: str, root: Path) -> None:
        self.process = subprocess.Popen(
            [program, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._input, self._output = self.process.stdin, self.process.stdout
        self._last = 0
        self._opened: set[Path] = set()
        folders = [{"uri": root.as_uri(), "name": "project"}]
        wanted = {"workspace": {"configuration": True}, "textDocument": {"definition": {"linkSupport": False}}}
        parameters = {
            "processId": os.getpid(),
            "rootUri": root.as_uri(),
            "workspaceFolders": folders,
            "capabilities": wanted,
        }
        self._request("initialize", parameters)
        self._send({"method": "initialized", "params": {}})

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def definition(self, call: Asked) -> list[Place]:
        """Places (absolute path, line from 1) where a call's callee is defined."""
        uri = call.path.as_uri()
        if call.path not in self._opened:
            self._opened.add(call.path)
            text = call.path.read_text(errors="replace")
            document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        position = {"line": call.line - 1, "character": call.column - 1}
        found = self._request("textDocument/definition", {"textDocument": {"uri": uri}, "position": position}) or []
        places = [found] if isinstance(found, dict) else found
        return [
            (urllib.parse.unquote(place["uri"]).removeprefix("file://"), place["range"]["start"]["line"] + 1)
            for place in places
        ]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._input.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while line := self._output.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        return json.loads(self._output.read(length))

    def _request(self, method: str, params: dict[str, Any]) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._last and "method" not in message:
                return message.get("result")
            if "id" in message and "method" in message:
                asked = message["method"] == "workspace/configuration"
                self._send({"id": message["id"], "result": [{} for _ in message["params"]["items"]] if asked else None})


def calls_of(root: Path) -> Iterator[Asked]:
    """Every call by a name or attribute outside tests and migrations."""
    for path in sorted(p for p in root.rglob("*.py") if not LEFT_OUT.search(str(p.relative_to(root)))):
        try:
            lines = path.read_text().split("\n")
            tree = ast.parse("\n".join(lines))
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                yield _asked(path, lines, node.func)


def _asked(path: Path, lines: list[str], callee: ast.Attribute | ast.Name) -> Asked:
    def characters(line: int, offset: int) -> int:
        return len(lines[line - 1].encode()[:offset].decode(errors="replace"))

    if isinstance(callee, ast.Name):
        return Asked(path, callee.lineno, characters(callee.lineno, callee.col_offset) + 1, callee.id)
    assert callee.end_lineno is not None
    assert callee.end_col_offset is not None
    end = characters(callee.end_lineno, callee.end_col_offset)
    return Asked(path, callee.end_lineno, end - len(callee.attr) + 1, callee.attr)


def sample(root: Path, limit: int, seed: int = SEED) -> list[Asked]:
    """A fixed sample of a project's calls."""
    found = list(calls_of(root))
    random.Random(seed).shuffle(found)
    return found[:limit]


def is_definition(place: Place) -> bool:
    """Whether a function or class is defined on a line."""
    try:
        return bool(DEFINITION.match(Path(place[0]).read_text(errors="replace").split("\n")[place[1] - 1]))
    except (OSError, IndexError):
        return False


def truth(root: Path, calls: list[Asked], options: argparse.Namespace) -> list[list[Place]]:
    """Where the type checker leads from each call; kept in a file below `--keep`, which later runs read."""
    kept = options.keep / f"{root.name}.json" if options.keep else None
    key = [[str(call.path), call.line, call.column] for call in calls]
    if kept is not None and kept.exists():
        stored = json.loads(kept.read_text())
        if stored["calls"] == key:
            return [[(path, line) for path, line in places] for places in stored["places"]]
    with Server(options.ty, root) as server:
        places = [server.definition(call) for call in calls]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"calls": key, "places": places}))
    return places


def known_calls(root: Path, options: argparse.Namespace) -> dict[tuple[str, int, int], list[dict[str, Any]]]:
    """What `ddd-lint calls` says: (absolute path, line, column) → targets."""
    argv = [*shlex.split(options.command), "calls", ".", "--output-format", "json", "--isolated", "--no-effects"]
    done = subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{root.name}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return {
        (str(root / call["path"]), call["line"], call["column"]): call["targets"]
        for call in json.loads(done.stdout)["calls"]
    }


def compare(root: Path, options: argparse.Namespace) -> Score:
    """The score of one project."""
    calls = sample(root, options.calls)
    places = truth(root, calls, options)
    known = known_calls(root, options)
    score = Score()
    for call, defined in zip(calls, places, strict=True):
        inside = {place for place in defined if place[0].startswith(f"{root}/") and is_definition(place)}
        if not inside:
            continue
        targets = known.get((str(call.path), call.line, call.column), [])
        found = {(str(root / target["path"]), target["line"]) for target in targets}
        constructors = {str(root / target["path"]) for target in targets if target["name"].endswith("__init__")}
        if found & inside or constructors & {place[0] for place in inside}:
            score.same += 1
            continue
        score.other += bool(targets)
        score.missing += not targets
        kind = "other" if targets else "none "
        shown = f"{call.path.relative_to(root)}:{call.line} {call.name}"
        score.differences.append(f"{kind} {shown}: {_short(root, inside)} not {_short(root, found)}")
    print(f"{root.name}: {score.calls} calls, {score.same} same, {score.other} other, {score.missing} unresolved")
    return score


def _short(root: Path, places: set[Place]) -> str:
    return ", ".join(f"{Path(path).relative_to(root)}:{line}" for path, line in sorted(places)) or "nowhere"


def beyond(roots: list[Path], options: argparse.Namespace) -> None:
    """Print calls that only ddd-lint resolves, with their targets, to be read."""
    found: list[str] = []
    for root in roots:
        known = known_calls(root, options)
        calls = sample(root, options.calls, options.seed)
        for call, defined in zip(calls, truth(root, calls, options), strict=True):
            targets = known.get((str(call.path), call.line, call.column), [])
            if targets and not any(is_definition(place) for place in defined):
                leads = ", ".join(f"{target['name']} ({target['path']}:{target['line']})" for target in targets)
                found.append(
                    f"{root.name}/{call.path.relative_to(root)}:{call.line}:{call.column} {call.name} → {leads}"
                )
    random.Random(options.seed).shuffle(found)
    print(f"{len(found)} calls that only ddd-lint resolves; {min(options.beyond, len(found))} of them:")
    print("\n".join(sorted(found[: options.beyond])))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ty", default="ty", help="the type checker's program")
    parser.add_argument("--command", default="ddd-lint")
    parser.add_argument("--calls", type=int, default=600, help="calls sampled a project")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the type checker's answers here")
    parser.add_argument("--beyond", type=int, metavar="N", help="list N calls that only ddd-lint resolves")
    parser.add_argument("--seed", type=int, default=SEED, help="what the sample of --beyond is drawn by")
    parser.add_argument("-v", "--verbose", action="store_true", help="list each call resolved elsewhere or not at all")
    parser.add_argument("projects", nargs="+", type=Path)
    options = parser.parse_args()
    roots = [root.resolve() for root in options.projects]
    if options.beyond is not None:
        beyond(roots, options)
        return 0
    total = Score()
    for root in roots:
        score = compare(root, options)
        total += score
        if options.verbose:
            print("\n".join(f"  {difference}" for difference in score.differences))
    agreed = total.same / max(1, total.calls)
    right = total.same / max(1, total.same + total.other)
    print(
        f"resolved as the type checker does: {agreed:.3f} of {total.calls} calls; of the resolved, {right:.3f} the same"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
