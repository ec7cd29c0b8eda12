"""Templates → facts. Nothing is rendered, and no tag or filter of the project is imported.

The parsers are those of Jinja and Django; both come with the extra `templates`, and are imported only where a template is read.
"""

from __future__ import annotations

from ddd_lint.facts.templates.text import UnparsableError
from ddd_lint.model.templates import JINJA, TemplateFacts

__all__ = ["extract_template"]


def extract_template(path: str, text: str, dialect: str) -> TemplateFacts | None:
    """The facts of one template in a dialect (`django`, `jinja`); None where it can't be parsed.

    Raises:
        ImportError: the dialect's parser is not installed.
    """
    try:
        if dialect == JINJA:
            from ddd_lint.facts.templates import jinja

            return jinja.extract(path, text)
        from ddd_lint.facts.templates import django

        return django.extract(path, text)
    except (UnparsableError, RecursionError):
        return None
