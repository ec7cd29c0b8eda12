"""Patterns of qualified names, as the configuration gives them."""

from __future__ import annotations

import re
from functools import cache


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", pattern)))


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Whether a qualified name matches one of the patterns, in which `*` stands for anything.

    A pattern without a dot is compared with the last part.
    """
    return any(
        _compiled(pattern).fullmatch(name) or ("." not in pattern and name.rpartition(".")[2] == pattern)
        for pattern in patterns
    )
