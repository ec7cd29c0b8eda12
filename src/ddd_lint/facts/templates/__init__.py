"""Templates and GraphQL schemas → facts. Nothing is rendered, and no tag or filter of the project is imported.

The parsers are those of Jinja, Django and graphql-core; they come with the extras `templates` and `graphql`, and each is imported only where
something of its language is read.
"""

from __future__ import annotations

from ddd_lint.facts.templates.text import UnparsableError
from ddd_lint.model.graphql import GRAPHQL
from ddd_lint.model.templates import JINJA, TemplateFacts

__all__ = ["extract_template"]


def extract_template(path: str, text: str, dialect: str) -> TemplateFacts | None:
    """The facts of one template in a dialect (`django`, `jinja`, `graphql`); None where it can't be parsed.

    Raises:
        ImportError: the dialect's parser is not installed.
    """
    try:
        if dialect == JINJA:
            from ddd_lint.facts.templates import jinja

            return jinja.extract(path, text)
        if dialect == GRAPHQL:
            from ddd_lint.facts.templates import graphql

            return graphql.extract(path, text)
        from ddd_lint.facts.templates import django

        return django.extract(path, text)
    except (UnparsableError, RecursionError):
        return None
