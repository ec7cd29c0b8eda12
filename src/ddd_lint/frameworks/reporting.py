"""What leaves a trace of an error: loggers, error trackers, the traceback module, and what only prints."""

from __future__ import annotations

LOG_METHODS = frozenset(
    ("debug", "info", "warning", "warn", "error", "critical", "fatal", "log", "notice", "success", "trace", "msg",
     "exception", "aexception", "adebug", "ainfo", "awarning", "aerror", "acritical")
)  # fmt: skip
"""Methods of loggers (logging, loguru, structlog, Flask's and Celery's loggers)."""

LOGGER_WORDS = ("log", "logger", "logging", "logbook", "loguru", "structlog")
"""Words of a name that is bound to a logger."""

TRACEBACK_METHODS = frozenset(("exception", "aexception"))
"""Logger methods that write the current error's traceback by themselves."""

TRACEBACK_KEYWORDS = frozenset(("exc_info", "exception"))
"""Keywords that make a logger write the traceback (`exc_info=` of logging and structlog, `exception=` of loguru's
`opt`)."""

TRACEBACK_FUNCTIONS = frozenset(
    ("traceback.format_exc", "traceback.format_exception", "traceback.format_tb", "traceback.print_exc",
     "traceback.print_exception", "traceback.print_tb", "traceback.TracebackException",
     "traceback.TracebackException.from_exception", "sys.exc_info", "sys.excepthook", "sys.exception")
)  # fmt: skip
"""Functions that give or print the current error's traceback."""

TRACEBACK_NAMES = frozenset(
    ("format_exc", "format_exception", "print_exc", "print_exception", "exc_info", "from_exception")
)  # fmt: skip
"""The same by their last name, for receivers that can't be resolved (`rich.console.Console().print_exception()`)."""

TRACKER_NAMES = frozenset(
    ("capture_exception", "captureException", "capture_event_from_exception", "record_exception",
     "report_exception", "report_exc_info", "notice_error", "notify_exception", "log_exception", "send_exception",
     "set_exc_info", "set_traceback", "handle_exception_traceback", "process_unhandled_exception",
     "report_exception_to_sentry")
)  # fmt: skip
"""Functions and methods of error trackers and tracers: Sentry, Rollbar, New Relic, Honeybadger, OpenTelemetry,
Elastic APM, ddtrace …"""

TRACKER_FUNCTIONS = frozenset(
    ("bugsnag.notify", "honeybadger.honeybadger.notify", "rollbar.report_exc_info", "airbrake.notify",
     "appsignal.set_error", "appsignal.send_error", "raygun4py.send_exception", "newrelic.agent.record_exception",
     "newrelic.agent.notice_error", "django.core.signals.got_request_exception.send",
     "flask.got_request_exception.send")
)  # fmt: skip
"""Functions that get the error by qualified name."""

PRINT_FUNCTIONS = frozenset(("print", "pprint", "echo", "secho", "print_json"))
"""Functions that write a line for the person at the terminal."""

STREAM_WORDS = frozenset(("stdout", "stderr", "console", "click", "typer", "err_console"))
"""Receivers whose `write`, `print`, `echo`, `log` do so."""

STREAM_METHODS = frozenset(("write", "print", "echo", "secho", "log", "rule", "error", "warning", "info"))

TEXT_FUNCTIONS = frozenset(
    ("str", "repr", "type", "isinstance", "issubclass", "getattr", "hasattr", "format", "len", "bool", "id", "dir",
     "vars", "ascii", "list", "tuple", "force_str", "force_text", "smart_str", "escape", "text_type", "unicode",
     "dict", "set", "sorted", "any", "all", "callable", "hash")
)  # fmt: skip
"""Functions that get an error and keep nothing but its text or type."""
