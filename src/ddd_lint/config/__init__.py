"""The project's configuration: read, checked, and resolved for each path."""

from ddd_lint.config.errors import ConfigError
from ddd_lint.config.load import Resolved, load
from ddd_lint.config.roles import roles_of
from ddd_lint.config.selection import PerFileIgnores, selected_rules

__all__ = ["ConfigError", "PerFileIgnores", "Resolved", "load", "roles_of", "selected_rules"]
