"""The examples on a rule's page: what stands under Bad must be found, what stands under Good must not."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from ddd_lint.config import load
from ddd_lint.model.finding import Finding
from ddd_lint.model.rule import RuleMeta
from ddd_lint.model.settings import Settings
from ddd_lint.testing.cases import CONFIG, lint
from ddd_lint.testing.expectations import headers

_SECTION = re.compile(r"^## (?P<title>.+?)\s*$", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<language>python|toml)\n(?P<text>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_UNNAMED = "example.py"


def check_page(meta: RuleMeta) -> None:
    """Lint the examples on a rule's page with all rules on.

    Every `python` block below `## Bad` is a file, and so is every one below `## Good`; the blocks of a section are one
    project, for which a `toml` block is the configuration. A first line `# path: app/views.py` names a file. Under Bad
    the rule must find something in the project, under Good it must not.

    Raises:
        AssertionError: it is the other way round, a section has no example, or a rule failed.
    """
    for title, is_bad in (("Bad", True), ("Good", False)):
        findings = _findings(meta, title)
        if is_bad and not findings:
            raise AssertionError(f"{meta.code}: finds nothing in the example under `## {title}`")
        if findings and not is_bad:
            listed = "\n".join(f"  {f.path}:{f.span.line}:{f.span.column}: {f.message}" for f in findings)
            raise AssertionError(f"{meta.code}: finds something in the example under `## {title}`:\n{listed}")


def examples(meta: RuleMeta, title: str) -> tuple[dict[str, str], str]:
    """The files of a section's example by path, and its configuration as TOML.

    Raises:
        AssertionError: there is no file, or two of the same path.
    """
    files: dict[str, str] = {}
    configuration = ""
    for block in _BLOCK.finditer(_section(meta.page, title)):
        if block["language"] == "toml":
            configuration += block["text"]
            continue
        path = headers(block["text"]).get("path", _UNNAMED)
        if path in files:
            raise AssertionError(f"{meta.code}: two examples under `## {title}` are called {path}")
        files[path] = block["text"]
    if not files:
        raise AssertionError(f"{meta.code}: there is no example under `## {title}`")
    return files, configuration


def _section(page: str, title: str) -> str:
    starts = list(_SECTION.finditer(page))
    for number, start in enumerate(starts):
        if start["title"] == title:
            return page[start.end() : starts[number + 1].start() if number + 1 < len(starts) else None]
    return ""


def _findings(meta: RuleMeta, title: str) -> list[Finding]:
    files, configuration = examples(meta, title)
    settings = _settings(configuration)
    results = lint({path: text.encode() for path, text in files.items()}, settings)
    if results.errors:
        raise AssertionError(f"{meta.code}: under `## {title}`: {results.errors[0].code} {results.errors[0].message}")
    return [finding for finding in results.findings if finding.code == meta.code]


def _settings(configuration: str) -> Settings:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, CONFIG)
        file.write_text(configuration, encoding="utf-8")
        return load(Path(folder), config=file, overrides={"select": ("DDD",)}).settings
