"""A case: a Python file, or a folder that is a small project, whose comments say what must be found in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ddd_lint.config import load
from ddd_lint.engine.discover import TEMPLATES
from ddd_lint.engine.run import evaluate
from ddd_lint.engine.survey import survey_of
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import Results
from ddd_lint.model.settings import Settings
from ddd_lint.testing.expectations import ExpectationError, Wanted, headers, wanted

CONFIG = "ddd-lint.toml"
_FILES = (".py", *TEMPLATES)


def check_case(path: Path, *, select: str = "DDD") -> None:
    """Lint a case and compare what is found with what its comments ask for, exactly (see `expectations`).

    `path` is a `.py` file or a folder; a folder is a project whose root it is, and may hold templates and a `ddd-lint.toml`. A
    comment at the top of a file may say `# select: DDD6` (comma-separated selectors, instead of `select`) and, for a
    single file, `# path: app/views.py`: where it would lie in a project.

    Raises:
        AssertionError: something is missing, or there is more than asked for, or a rule failed; the message lists it.
    """
    root = path if path.is_dir() else path.parent
    contents = contents_of(path) if path.is_dir() else {path.name: path.read_bytes()}
    texts = {name: data.decode(errors="replace") for name, data in contents.items()}
    if not path.is_dir():
        (name,) = texts
        place = headers(texts[name]).get("path", name)
        contents, texts = {place: contents[name]}, {place: texts[name]}
    settings = _settings(path, _selected(texts), select)
    expected = [want for name, text in texts.items() for want in wanted(name, text)]
    problems = differences(expected, lint(contents, settings, root))
    if problems:
        raise AssertionError("\n".join([f"{path}:", *problems]))


def contents_of(root: Path) -> dict[str, bytes]:
    """The Python files and templates below a folder, by path."""
    files = sorted(file for file in root.rglob("*") if file.name.endswith(_FILES))
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def lint(contents: Mapping[str, bytes], settings: Settings, root: Path = Path("/")) -> Results:
    """Lint a project that consists of these files alone, by path."""
    return evaluate(survey_of(contents, settings, root))


def differences(expected: list[Wanted], results: Results) -> list[str]:
    """What is missing, what nobody asked for, and what failed: a line each, in the order of the places."""
    left = list(results.findings)
    problems: list[tuple[str, int, int, str]] = []
    for want in sorted(expected):
        met = next((finding for finding in left if _meets(finding, want)), None)
        if met is None:
            text = f' with "{want.text}" in its message' if want.text else ""
            problems.append((want.path, want.line, want.column, f"missing     {_place(want)}: {want.code}{text}"))
        else:
            left.remove(met)
    for found in left:
        place = Wanted(found.path, found.span.line, found.span.column, found.code)
        line = f"unexpected  {_place(place)}: {found.code} {found.message}"
        problems.append((place.path, place.line, place.column, line))
    failed = [f"failed      {error.path}: {error.code} {error.message}" for error in results.errors]
    return [f"  {problem[-1]}" for problem in sorted(problems)] + [f"  {line}" for line in failed]


def _meets(finding: Finding, want: Wanted) -> bool:
    place = (finding.path, finding.span.line, finding.span.column, finding.code)
    return place == (want.path, want.line, want.column, want.code) and want.text in finding.message


def _place(want: Wanted) -> str:
    return f"{want.path}:{want.line}:{want.column}"


def _selected(texts: Mapping[str, str]) -> str | None:
    """What the files' first comments select."""
    said = {value for text in texts.values() if (value := headers(text).get("select")) is not None}
    if len(said) > 1:
        raise ExpectationError(f"the case's files disagree on what to select: {', '.join(sorted(said))}")
    return said.pop() if said else None


def _settings(path: Path, said: str | None, default: str) -> Settings:
    """The case's own configuration with the selection that its comments ask for, or else its own, or else `default`."""
    configured = path / CONFIG
    if not configured.is_file():
        return load(path, isolated=True, overrides={"select": _words(said or default)}).settings
    selects = load(path, config=configured).settings.select
    chosen = _words(said) if said is not None else selects or _words(default)
    return load(path, config=configured, overrides={"select": chosen}).settings


def _words(selectors: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in selectors.split(","))
