"""How programs read the process environment, and which of its variables are the system's rather than the program's."""

from __future__ import annotations

ENVIRON_OBJECTS = frozenset({"os.environ", "os.environb"})
"""Qualified names of the mapping itself."""

GETENV_FUNCTIONS = frozenset({"os.getenv", "os.getenvb"})
"""Qualified names of functions that read one variable, named by their first argument."""

MAPPING_READS = frozenset({"get"})
"""Methods of the mapping that read one variable; `copy`, `setdefault`, `update`, `pop` pass on or write."""

READER_FUNCTIONS = frozenset({"decouple.config", "environs.env", "prettyconf.config", "starlette.config.config"})
"""Qualified names of further functions `read(name, default)`."""

READER_CLASSES = frozenset(
    {
        "decouple.Config", "decouple.AutoConfig", "starlette.config.Config", "environs.Env", "environs.FileAwareEnv",
        "environ.Env", "environ.FileAwareEnv", "environ.environ.Env", "prettyconf.Configuration",
    }
)  # fmt: skip
"""Classes whose instances read: `env(name, default=…)`, `env.bool(name, default)`. Keywords to the constructor of
django-environ's declare `NAME=(type, default)`."""

SCHEMA_CALLS = frozenset({"Env", "FileAwareEnv"})
"""Last names of those constructors that declare defaults."""

DEFAULT_KEYWORDS = frozenset({"default", "fallback", "default_value"})
"""Keywords that give the value used where a variable is not set."""

SETTINGS_BASES = frozenset(
    {
        "pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings",
        "pydantic.env_settings.BaseSettings",
        "starlette.config.Config", "pydantic_settings.main.BaseSettings", "confz.BaseConfig", "confz.ConfZ",
    }
)  # fmt: skip
"""Classes whose subclasses fill their fields from the environment."""

SYSTEM_VARIABLES = frozenset(
    {
        "PATH", "HOME", "USER", "USERNAME", "LOGNAME", "USERPROFILE", "SHELL", "TERM", "LANG", "LANGUAGE", "PWD",
        "OLDPWD", "EDITOR",
        "VISUAL", "PAGER", "COLUMNS", "LINES", "DISPLAY", "TZ", "TMP", "TEMP", "TMPDIR", "HOSTNAME", "COMPUTERNAME",
        "APPDATA",
        "LOCALAPPDATA", "PROGRAMFILES", "SYSTEMROOT", "WINDIR", "COMSPEC", "SSH_AUTH_SOCK", "SSH_CONNECTION",
        "NO_COLOR",
        "FORCE_COLOR", "COLORTERM", "CLICOLOR", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME",
        "PYTHONUNBUFFERED",
        "PYTEST_CURRENT_TEST", "RUN_MAIN", "WERKZEUG_RUN_MAIN", "WERKZEUG_SERVER_FD", "NOTIFY_SOCKET", "LISTEN_FDS",
        "LISTEN_PID",
        "INVOCATION_ID", "WATCHDOG_USEC", "SUDO_USER", "SUDO_UID", "SUDO_GID",
        "DJANGO_SETTINGS_MODULE", "READTHEDOCS", "CI", "GITHUB_ACTIONS", "GITLAB_CI", "PYTHONSTARTUP", "PROCESSOR_ARCHITECTURE",
    }
)  # fmt: skip
"""Variables that the operating system, the shell, the service manager or a reloader sets: no setting of the program."""

SYSTEM_PREFIXES = ("LC_", "XDG_", "_")
"""Beginnings of further such names."""

ENTRY_POINT_FILES = frozenset(
    {
        "__main__.py",
        "main.py",
        "manage.py",
        "wsgi.py",
        "asgi.py",
        "setup.py",
        "conftest.py",
        "noxfile.py",
        "fabfile.py",
        "cli.py",
        "hatch_build.py",
    }
)
"""Files that the interpreter, a server or a tool starts."""

COMMAND_FOLDERS = frozenset({"cli", "commands"})
"""Folders whose files are commands."""

COMMAND_DECORATORS = frozenset({"command", "group", "callback", "cli"})
"""Last names of the decorators that make a function a command (click, typer, Flask's `app.cli.command`)."""

COMMAND_BASES = frozenset({"BaseCommand", "AppCommand", "LabelCommand", "NoArgsCommand"})
"""Last names of the classes that Django's management commands derive from."""
