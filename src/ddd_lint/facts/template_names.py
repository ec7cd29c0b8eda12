"""The names of templates that a module's text writes out."""

from __future__ import annotations

import re

_NAME = re.compile(r"""["']([^"'\n{}]{0,200}\.(?:html?|djhtml|jinja2?|j2))["']""")
_DEFAULTS = {"ListView": "_list.html", "DetailView": "_detail.html"}


def template_names(text: str) -> tuple[str, ...]:
    """The names in a module's text, in order of the alphabet.

    A name that begins with `*` stands for all that end so: generic views make such names from their model's.
    """
    found = {match.lstrip("/") for match in _NAME.findall(text)} if any(end in text for end in _HINTS) else set()
    found.update(f"*{ending}" for view, ending in _DEFAULTS.items() if view in text)
    return tuple(sorted(found))


_HINTS = (".htm", ".djhtml", ".j")
