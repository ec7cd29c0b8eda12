"""Code that a framework runs and that must survive any error: tasks, jobs, receivers, middleware, exception handlers,
commands."""

from __future__ import annotations

TASK = "task"
JOB = "job"
RECEIVER = "receiver"
MIDDLEWARE = "middleware"
HANDLER = "exception handler"
COMMAND = "command"
CLEANUP = "clean-up"

DECORATORS = {
    # Celery, Dramatiq, RQ, Huey, Taskiq, procrastinate, django-q, django.tasks
    "task": TASK, "shared_task": TASK, "actor": TASK, "job": TASK, "db_task": TASK, "activity.defn": TASK,
    # APScheduler, Huey, fastapi-utils, aiocron, rocketry, discord.ext.tasks
    "scheduled_job": JOB, "periodic_task": JOB, "db_periodic_task": JOB, "repeat_every": JOB, "repeat_at": JOB,
    "crontab": JOB, "cron": JOB,
    "tasks.loop": JOB, "scheduled_task": JOB, "scheduler.add": JOB, "scheduler.task": JOB, "schedule.repeat": JOB,
    # Django, Celery and blinker signals, SQLAlchemy events
    "receiver": RECEIVER, "connect": RECEIVER, "connect_via": RECEIVER, "listens_for": RECEIVER,
    # Starlette, aiohttp, Sanic, Tornado, Flask
    "middleware": MIDDLEWARE, "before_request": MIDDLEWARE, "after_request": MIDDLEWARE, "before_app_request":
    MIDDLEWARE,
    "after_app_request": MIDDLEWARE,
    "teardown_request": CLEANUP, "teardown_appcontext": CLEANUP, "teardown_app_request": CLEANUP,
    "exception_handler": HANDLER, "errorhandler": HANDLER, "app_errorhandler": HANDLER, "error_handler": HANDLER,
    "exception": HANDLER,
}  # fmt: skip
"""The last name (or last two) of a decorator → what it makes of a function."""

REGISTRARS = {
    "add_job": JOB, "register_job": JOB, "add_periodic_task": JOB, "scheduler.add": JOB, "do": JOB, "call_later": JOB,
    "call_repeatedly": JOB,
    "run_repeating": JOB, "run_daily": JOB,
    "connect": RECEIVER, "listen": RECEIVER, "add_done_callback": RECEIVER, "add_listener": RECEIVER, "connect_via":
    RECEIVER,
    "add_exception_handler": HANDLER, "register_error_handler": HANDLER, "add_error_handler": HANDLER,
    "set_exception_handler": HANDLER,
    "exception_handler": HANDLER, "errorhandler": HANDLER,
    "add_middleware": MIDDLEWARE, "before_request": MIDDLEWARE, "after_request": MIDDLEWARE, "middleware": MIDDLEWARE,
    "teardown_appcontext": CLEANUP, "teardown_request": CLEANUP, "atexit.register": CLEANUP,
    "add_task": TASK, "Thread": TASK, "Process": TASK, "Timer": TASK, "submit": TASK, "run_in_executor": TASK,
    "create_task": TASK,
    "ensure_future": TASK, "start_soon": TASK, "run_coroutine_threadsafe": TASK, "start_new_thread": TASK, "spawn":
    TASK,
    "start_background_task": TASK, "enqueue": TASK, "enqueue_in": TASK, "enqueue_at": TASK, "basic_consume": TASK,
    "apply_async": TASK,
    "to_thread": TASK, "defer": TASK, "map_async": TASK,
}  # fmt: skip
"""The last name (or last two) of a function that gets a function to run later → what it makes of that function."""

SETTINGS = {
    "MIDDLEWARE": MIDDLEWARE, "MIDDLEWARE_CLASSES": MIDDLEWARE, "EXCEPTION_HANDLER": HANDLER, "handler500": HANDLER,
    "handler400": HANDLER, "handler403": HANDLER, "handler404": HANDLER, "REST_FRAMEWORK": HANDLER,
}  # fmt: skip
"""Names that are set (or keys of such a dictionary) whose value names functions or classes, perhaps by dotted path."""

MIDDLEWARE_BASES = (
    "BaseHTTPMiddleware", "MiddlewareMixin", "MiddlewareProtocol", "AbstractMiddleware", "SimpleMiddleware",
    "BaseMiddleware",
)  # fmt: skip
MIDDLEWARE_PARAMETERS = frozenset(("call_next", "get_response"))
"""Parameters that only a middleware has."""

EXCEPTION_METHODS = {
    "handle_exception": ("rest_framework", "flask", "quart"), "process_exception": ("django", "rest_framework"),
    "handle_error": ("flask_restful", "flask_restx", "flask_restplus"),
}  # fmt: skip
"""Methods that a library calls with an error that nobody caught → the libraries whose classes have them."""

JOB_BASES = ("CronJobBase", "BaseJob", "PeriodicTask", "ScheduledJob")
TASK_BASES = ("Task", "GenericActor", "CeleryTask")
TASK_METHODS = frozenset(("run", "perform", "__call__"))
COMMAND_BASES = ("BaseCommand", "AppCommand", "LabelCommand", "NoArgsCommand", "Command")
COMMAND_METHODS = frozenset(("handle", "run", "execute"))
COMMAND_FOLDERS = frozenset(("cli", "commands", "__main__"))
"""Folders and modules of a command line."""
COMMAND_DECORATORS = frozenset(("command", "group", "callback"))
COMMAND_LIBRARIES = frozenset(
    ("click", "typer", "asyncclick", "flask.cli", "cyclopts", "argparse", "fire", "invoke", "docopt", "cleo")
)  # fmt: skip
"""Libraries of command lines; a `command` decorator counts only where one is imported (chat bots have commands too)."""

CLEANUP_METHODS = frozenset(
    ("__del__", "__exit__", "__aexit__", "close", "aclose", "shutdown", "cleanup", "clean_up", "teardown",
     "tear_down", "stop", "disconnect", "dispose", "terminate", "on_shutdown", "on_teardown", "shutdown_event",
     "release")
)  # fmt: skip
CLEANUP_WORDS = frozenset(
    ("rollback", "unlink", "remove", "rmtree", "release", "kill", "cancel", "delete", "destroy", "cleanup", "clean", "close",
     "aclose", "stop", "terminate", "disconnect", "shutdown", "restore", "revert", "abort", "quit")
)  # fmt: skip
"""Words in the name of what a `finally` or `except` block calls to clean up."""
SILENT_CLEANUP = frozenset(("__del__",))
"""Clean-up in which nothing can be logged reliably any more."""

PROBE_WORDS = frozenset(
    ("health", "healthz", "healthcheck", "healthchecks", "healthy", "liveness", "readiness", "livez", "readyz",
     "heartbeat", "ping", "probe", "probes", "diagnostics", "alive")
)  # fmt: skip
"""Words in the name of a function or class that answers whether something works."""

PROBE_PAIRS = tuple(
    frozenset((subject, "status"))
    for subject in ("system", "server", "service", "celery", "worker", "queue", "cluster")
)
PROBE_VERBS = frozenset(("test", "check", "verify", "ping", "probe"))
PROBE_SUBJECTS = frozenset(
    ("connection", "connectivity", "memcached", "redis", "rabbitmq", "celery", "ldap", "database", "db", "cache",
     "broker")
)  # fmt: skip
"""A function that begins with one of the verbs and names one of the subjects is a probe too (`test_memcached`)."""

FOREIGN_WORDS = frozenset(("plugin", "plugins", "hook", "hooks", "extension", "addon", "entrypoint", "ep"))
"""The last word of a name that stands for code that the project doesn't own."""

HANDLER_WORDS = frozenset(
    ("handler", "listener", "callback", "subscriber", "observer", "hook", "handlers", "listeners", "callbacks",
     "subscribers", "observers", "hooks")
)  # fmt: skip
"""The last word of a name that stands for functions which a bus or registry runs."""

DYNAMIC_LOADS = frozenset(("import_module", "import_string", "load_module", "exec_module"))
"""Functions that load code by name."""
