"""Every setting that rules and the engine read, resolved: defaults, configuration file and command line merged."""

from __future__ import annotations

import msgspec

DEFAULT_EXCLUDE = (
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", ".eggs", "__pycache__", "node_modules", "site-packages",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".ddd_lint_cache", "build", "dist", "__pypackages__", ".direnv",
)  # fmt: skip
DEFAULT_TESTS = (
    "tests/", "*_tests/", "test/", "unittests/", "testing/", "testutils/", "e2e/",
    "test_*.py", "*_test.py", "*_tests.py", "tests.py", "test.py", "conftest.py",
)  # fmt: skip
DEFAULT_SCRIPTS = (
    "scripts/", "bin/", "**/management/commands/", "/tools/", "/docs/", "/doc/", "/dev/",
    "benchmarks/", "examples/", "setup.py", "noxfile.py", "fabfile.py", "manage.py",
)  # fmt: skip
DEFAULT_MIGRATIONS = (
    "**/alembic/versions/", "**/*migrations/versions/", "**/revisions/**/versions/",
    "**/*migrations/**/[0-9]*.py", "**/*migrations/**/m[0-9]*.py", "**/versions/**/[0-9]*.py",
    "**/*migrations/**/" + "[0-9a-f]" * 12 + "_*.py", "**/versions/**/" + "[0-9a-f]" * 12 + "_*.py",
)  # fmt: skip
"""Files named like revisions: a feature package called `migrations` holds modules with plain names."""
DEFAULT_SETTINGS_MODULES = (
    "settings.py", "settings/", "*_settings.py", "settings_*.py",
    "config.py", "config/", "configs/", "*_config.py", "config_*.py",
    "configuration.py", "configuration/", "conf.py", "conf/", "env.py", "environment.py", "gunicorn*.py",
    # A feature's part that is named after the feature.
    "!**/api/v[0-9]*/", "!routes/", "!routers/", "!endpoints/", "!views/", "!controllers/", "!handlers/", "!resolvers/",
    "!schema/", "!schemas/", "!serializers/", "!forms/", "!models/", "!entities/", "!repositories/",
    "!urls.py", "!views.py", "!models.py", "!forms.py", "!serializers.py", "!schemas.py", "!admin.py",
    "!apps.py", "!routes.py", "!router.py",
)  # fmt: skip


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One project's resolved settings.

    Path patterns are gitignore patterns, relative to the project root; the last one that matches a path decides.
    Module patterns are dotted names in which `*` stands for one part and `**` for any number. Function patterns are
    qualified names in which `*` matches anything.
    """

    select: tuple[str, ...] = ()
    """Codes, prefixes, families or names that are on; empty means all stable rules."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = {}
    preview: bool = False
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    tests: tuple[str, ...] = DEFAULT_TESTS
    scripts: tuple[str, ...] = DEFAULT_SCRIPTS
    migrations: tuple[str, ...] = DEFAULT_MIGRATIONS
    settings_modules: tuple[str, ...] = DEFAULT_SETTINGS_MODULES
    include_tests: bool = False
    include_scripts: bool = False
    layers: dict[str, tuple[str, ...]] = {}
    """Layer (`api`, `service`, `domain`, `repository`, `infrastructure`, `composition`) to module patterns."""
    contexts: tuple[str, ...] = ()
    """Bounded contexts: module patterns that may import one another only through their package's front door."""
    domain_packages: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    """Functions (or decorators) whose broad handlers are boundaries."""
    reporters: tuple[str, ...] = ()
    """Functions that leave a trace of the exception they get, or of the current one."""
    strict_boundaries: bool = False
    """Flag broad handlers in boundaries too."""
    database: str = "postgresql"
    """`postgresql`, `mysql` or `sqlite`."""
    target_frameworks: tuple[str, ...] = ()
    """Only these frameworks' tables apply; empty means all."""
    require_suppression_reason: bool = False
    thresholds: dict[str, int] = {}
    """Rule name to the number it counts to, such as `hardcoded-secret-min-length`."""
    file_timeout: int = 60
    """Seconds that one file may take before it is given up with DDD002."""


class Roles(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file is, told from its path: rules treat tests, scripts, migrations and settings modules apart."""

    test: bool = False
    script: bool = False
    migration: bool = False
    settings: bool = False
