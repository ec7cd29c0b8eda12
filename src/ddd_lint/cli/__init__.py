"""The command line: a thin face of the engine."""

from ddd_lint.cli.app import main

__all__ = ["main"]
