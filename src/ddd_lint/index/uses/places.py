"""Which files' queries tell what a table is asked in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_COMMANDS = "/management/commands/"


def counted(project: ProjectIndex, path: str) -> bool:
    """Whether uses in a file count: not in tests, migrations and one-off scripts (unless scripts are asked for).

    Django's management commands count: they run on schedules over whole tables.
    """
    roles = project.roles(path)
    once = roles.script and _COMMANDS not in f"/{path}" and not project.settings.include_scripts
    return not (roles.test or roles.migration or once)
