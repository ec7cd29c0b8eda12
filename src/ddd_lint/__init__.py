"""A linter for the architecture of Python back ends.

`lint_paths` and `lint_source` lint from Python; importing this package alone costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ddd_lint.engine.api import lint_paths, lint_source, project_root

__version__ = "0.1.0"
__all__ = ["__version__", "lint_paths", "lint_source", "project_root"]


def __getattr__(name: str) -> object:
    """Import the library's functions when they are first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ddd_lint.engine import api

    return getattr(api, name)
