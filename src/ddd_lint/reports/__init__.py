"""Output formats: one small pure function a format, from the results of a run to text."""

from __future__ import annotations

import importlib
from typing import cast

from ddd_lint.model.results import Results
from ddd_lint.reports.view import View

FORMATS = ("full", "flake8", "pylint", "github", "json")
"""The names of all formats; the first is the default. Each is the module of that name here, with a `render`."""


def render(output_format: str, results: Results, view: View) -> str:
    """The results as text in one of `FORMATS`: empty, or whole lines."""
    module = importlib.import_module(f"ddd_lint.reports.{output_format}")
    return cast(str, module.render(results, view))
