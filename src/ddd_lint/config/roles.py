"""What a file is, told from its path."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ddd_lint.config.patterns import PathMatcher
from ddd_lint.model.settings import Roles, Settings


def roles_of(settings: Settings) -> Callable[[str], Roles]:
    """A memoised function from a path, relative to the project root with `/`, to what the file is.

    A test or a migration is never a settings module, whatever its name.
    """
    test = PathMatcher(settings.tests)
    script = PathMatcher(settings.scripts)
    migration = PathMatcher(settings.migrations)
    settings_module = PathMatcher(settings.settings_modules)

    @cache
    def roles(path: str) -> Roles:
        is_test, is_migration = test.match(path), migration.match(path)
        return Roles(
            test=is_test,
            script=script.match(path),
            migration=is_migration,
            settings=not is_test and not is_migration and settings_module.match(path),
        )

    return roles
