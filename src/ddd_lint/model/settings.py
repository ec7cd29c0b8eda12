"""Every setting that rules and the engine read, resolved: defaults, configuration file and command line merged."""

from __future__ import annotations

import msgspec

DEFAULT_EXCLUDE = (
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", ".eggs", "__pycache__", "node_modules", "site-packages",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".ddd_lint_cache", "build", "dist", "__pypackages__", ".direnv",
)  # fmt: skip
DEFAULT_TESTS = ("tests/", "test/", "testing/", "test_*.py", "*_test.py", "tests.py", "conftest.py", "**/testutils/", "factories.py")
DEFAULT_SCRIPTS = ("scripts/", "bin/", "management/commands/", "tools/", "benchmarks/", "examples/", "setup.py", "noxfile.py", "fabfile.py")
DEFAULT_SETTINGS_MODULES = (
    "settings.py", "settings/", "config.py", "config/", "configuration.py", "configuration/", "conf.py", "*_settings.py",
    "*_config.py", "settings_*.py", "config_*.py", "env.py", "environment.py", "constants.py", "gunicorn*.py",
)  # fmt: skip


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One project's resolved settings.

    Path patterns are gitignore patterns, relative to the project root. Module patterns are dotted names in which `*`
    stands for one part and `**` for any number. Function patterns are qualified names in which `*` matches anything.
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
