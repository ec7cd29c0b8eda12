"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter

from ddd_lint.model.results import Results


def by_code(results: Results) -> list[tuple[str, str, int]]:
    """Code, name and number of findings of every rule that has some: the most first, then by code."""
    counted = Counter((finding.code, finding.name) for finding in results.findings)
    return sorted(((code, name, count) for (code, name), count in counted.items()), key=lambda row: (-row[2], row[0]))


def render(results: Results) -> str:
    """A line a rule, laid out as flake8's `--statistics`: the number, the code, the name."""
    return "".join(f"{count:<5} {code} {name}\n" for code, name, count in by_code(results))
