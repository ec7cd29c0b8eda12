"""What is known about a rule without running it."""

from __future__ import annotations

from enum import Enum

import msgspec


class Status(str, Enum):
    """`stable` rules run by default; `preview` ones only when selected or with `--preview`."""

    STABLE = "stable"
    PREVIEW = "preview"


class Fixability(str, Enum):
    """Whether a rule can offer edits, and whether those keep the program's behaviour."""

    NONE = "none"
    SAFE = "safe"
    UNSAFE = "unsafe"


class RuleMeta(msgspec.Struct, frozen=True):
    """A rule's identity and its documentation page.

    `code` is `DDD` and three digits, `name` kebab-case; both are stable for ever. `page` is the rule's docstring:
    Markdown with the sections What, Why, Bad, Good, When to switch it off and How to fix.
    """

    code: str
    name: str
    summary: str
    status: Status
    fixability: Fixability
    since: str
    page: str

    @property
    def family(self) -> str:
        """The code's first four characters, such as `DDD3`."""
        return self.code[:4]
