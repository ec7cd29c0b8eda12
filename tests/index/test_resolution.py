"""What `explain` says of the projects below tests/fixtures/resolution, asked in comments of their code.

A comment holds questions joined by `; `, about the calls and names of its line:

    # ask: get -> app/service.py:Service.get, app/base.py:Base.get     where the call of `get` leads, all of it
    # ask: call -> nothing                                             `call` is the line's only call
    # ask: user is app/models.py:User | None                           what a name may be
    # ask: get gives list[app/models.py:User]                          what a call gives
    # ask: get does query, commit                                      its effects, through all that it calls
    # ask: get by load (app/service.py:3), execute (app/db.py:7)       the chain to its first effect
    # ask: line does query                                             effects that are no call's
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ddd_lint.config import load
from ddd_lint.engine.understand import Understood, explained, understand
from ddd_lint.index.calls import calls_of, effects
from ddd_lint.index.explain import ExplainedCall, Explanation
from ddd_lint.index.project import ProjectIndex

ROOT = Path(__file__).parent.parent / "fixtures" / "resolution"
ASK = re.compile(r"#\s*ask:\s*(?P<questions>.+)$")
QUESTION = re.compile(r"(?P<what>\S+) (?P<verb>->|is|gives|does|by) (?P<answer>.+)")
Question = tuple[str, str, int, str]


def questions() -> list[Question]:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        project = path.relative_to(ROOT).parts[0]
        inside = path.relative_to(ROOT / project).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            match = ASK.search(line)
            if match is not None:
                found += [(project, inside, number, each.strip()) for each in match["questions"].split(";")]
    return found


@cache
def index(project: str) -> Understood:
    resolved = load(ROOT / project, isolated=True)
    understood = understand(resolved, [ROOT / project], jobs=0, cache=False)
    assert not understood.errors
    assert not understood.lost
    return understood


@cache
def at_line(project: str, path: str, line: int) -> Explanation:
    text = (ROOT / project / path).read_text().splitlines()[line - 1]
    return explained(index(project), path, line, text.partition("#")[0])


@pytest.mark.parametrize("question", questions(), ids=lambda q: f"{q[0]}/{q[1]}:{q[2]} {q[3]}")
def test_question(question: Question) -> None:
    project, path, line, text = question
    match = QUESTION.fullmatch(text)
    assert match is not None, f"no question: {text}"
    known = at_line(project, path, line)
    assert answer(known, match["what"], match["verb"]) == match["answer"]


def answer(known: Explanation, what: str, verb: str) -> str:
    if verb == "is":
        types = {name.type for name in known.names if name.name == what}
        assert types, f"no name {what} among {[name.name for name in known.names]}"
        return " or ".join(sorted(types))
    if what == "line":
        assert verb == "does"
        return ", ".join(effect.kind for effect in known.effects) or "nothing"
    call = the_call(known, what)
    if verb == "->":
        return ", ".join(f"{target.path}:{target.name}" for target in call.targets) or "nothing"
    if verb == "gives":
        return call.gives
    if verb == "does":
        return ", ".join(effect.kind for effect in call.effects) or "nothing"
    return ", ".join(f"{step.name} ({step.path}:{step.line})" for step in call.effects[0].chain)


def the_call(known: Explanation, what: str) -> ExplainedCall:
    calls = [call for call in known.calls if what in (call.name, "call")]
    assert calls, f"no call of {what} among {[call.name for call in known.calls]}"
    assert len({(call.targets, call.gives, call.effects) for call in calls}) == 1, f"several calls of {what}: {calls}"
    return calls[0]


def test_there_are_questions_of_every_kind() -> None:
    asked = [text for _, _, _, text in questions()]
    assert len(asked) >= 120
    unknown = [text for text in asked if text.endswith(("-> nothing", "is unknown", "gives unknown"))]
    assert len(unknown) >= 20


@pytest.mark.parametrize("project", sorted(folder.name for folder in ROOT.iterdir()))
def test_no_answer_depends_on_the_order_of_files_or_questions(project: str) -> None:
    known = index(project).project
    files = dict(reversed(known.files.items()))
    again = ProjectIndex(files, known.settings, known.roles, known.targets)
    assert calls_of_all(again, list(files)) == calls_of_all(known, list(known.files))


def calls_of_all(project: ProjectIndex, paths: list[str]) -> dict[tuple[str, int, int, int], object]:
    """What every call leads to and does, asked in the order of the files."""
    return {
        (call.path, call.line, call.column, at): (call.targets, effects(project, ref, at))
        for path in paths
        for ref, at, call in calls_of(project, path)
    }
