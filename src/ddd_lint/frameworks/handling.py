"""What people call the things that handlers do: words that tell a rule of the business from permissions, paging, notifications and audit."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

PERMISSION_WORDS = frozenset(
    {"superuser", "staff", "admin", "admins", "owner", "owners", "permission", "permissions", "perm", "perms",
     "role", "roles", "authenticated", "anonymous", "authorized", "authorised", "authorization", "access", "allowed",
     "allow", "allows", "permits", "editable", "can", "member", "moderator", "privilege", "privileges", "scope",
     "scopes", "acl", "private", "public", "visible", "visibility", "hidden", "readable", "writable", "viewable",
     "viewer", "token", "password", "secret", "signature", "session", "subject", "auth", "principal", "identity",
     "credentials"}
)  # fmt: skip
"""Words in the names of attributes and methods that judge who may do something."""

MACHINERY_WORDS = frozenset(
    {"cache", "session", "objects", "meta", "logger", "backend"}
)  # fmt: skip
"""Words in the names of attributes that lead to tools and hold no state."""

DATE_WORDS = frozenset(
    {"date", "datetime", "at", "on", "created", "updated", "modified", "day", "days", "since", "until", "expires",
     "from", "to"}
)  # fmt: skip
"""Words in the names of dates, of which a difference is mostly shown only."""

FORM_ENDINGS = ("form", "serializer", "formset", "schema")
"""How the names of objects end whose `save()` is the framework's own way to write what they validated."""

OWNERSHIP_WORDS = frozenset(
    {"user", "owner", "author", "creator", "reporter", "assignee", "customer", "account", "organization",
     "organisation", "tenant", "workspace", "project", "team", "group", "by", "parent"}
)  # fmt: skip
"""Last words of the names of relations that say whose something is."""

IDENTITY_WORDS = frozenset(
    {"id", "ids", "pk", "uuid", "guid", "slug", "code", "key", "identifier"}
)  # fmt: skip
"""Last words of the names of attributes that identify an object."""

PAGING_WORDS = frozenset(
    {"page", "pages", "limit", "offset", "size", "skip", "per", "take", "count", "start", "end", "index", "cursor",
     "rows", "length", "len", "begin", "stop", "step", "position", "width", "height", "port", "attempt", "attempts",
     "retries", "timeout", "elapsed", "duration", "time", "perf", "ts"}
)  # fmt: skip
"""Words in the names of numbers that page through results or measure a request."""

AUDIT_WORDS = frozenset(
    {"audit", "log", "logs", "logger", "logging", "activity", "activities", "track", "tracking", "analytics",
     "metric", "metrics", "telemetry", "statsd", "sentry", "snapshot", "snapshots"}
)  # fmt: skip
"""Words in the names of functions and classes that only leave a record of what happened."""

AUDIT_NAMES = frozenset(
    {"record_action", "record_event", "record_change", "record_access", "save_version_log"}
)  # fmt: skip
"""Names of functions that only leave such a record, though their words could mean more."""

HISTORY = "history"
KEEPING_WORDS = frozenset(
    {"record", "add", "create", "write", "append", "save", "store", "persist", "take", "keep", "snapshot"}
)
"""A function named after a history and one of these words only adds to what is known of the past."""

CACHE_WORDS = frozenset(
    {"cache", "caches", "cached", "invalidate", "clear", "flush", "evict", "refresh", "session", "search", "reindex",
     "dirty", "vector"}
)  # fmt: skip
"""Words in the names of functions that only put caches, search indexes and sessions right."""

BOOKKEEPING = frozenset(
    {"id", "pk", "updated", "updated_at", "updated_on", "updated_by", "modified", "modified_at", "modified_by",
     "last_modified", "last_login", "last_seen", "last_activity", "search_index_dirty", "search_vector"}
)  # fmt: skip
"""Attributes that only keep track of a change made elsewhere."""

RESPONDING = frozenset(
    {"send_file", "send_from_directory", "send_static_file", "send_error", "send_response", "send_text", "send_json",
     "send_bytes", "send_str"}
)  # fmt: skip
"""Functions that send the response itself."""

IDENTIFYING_WORDS = frozenset(
    {"login", "logout", "authenticate", "csrf", "throttle", "ratelimit", "rate"}
)  # fmt: skip
"""Words in the names of functions that tell who asks."""

READING_PREFIXES = frozenset(
    {"get", "load", "find", "fetch", "read", "list", "search", "query", "count", "check", "is", "has", "can", "validate",
     "verify", "ensure", "require", "assert", "lookup", "look", "resolve", "select", "build", "render", "serialize",
     "format", "parse", "to", "as", "from", "exists", "calculate", "compute", "paginate", "authorize", "authenticate",
     "current", "num", "try", "with", "must", "retrieve", "clean", "view", "show", "describe", "init", "dump",
     "extract", "export", "download", "filter", "stream", "prepare"}
)  # fmt: skip
"""First words of the names of functions that are called for what they return, whatever they write beside it."""

TELLING_WORDS = frozenset(
    {"is", "has", "can", "should", "needs", "are", "was"}
)  # fmt: skip
"""Words in the names of functions that answer a question."""

SAVING = frozenset(
    {"save", "asave", "update", "aupdate", "bulk_update", "bulk_create", "form_valid", "commit", "flush", "add",
     "add_all", "merge", "persist", "store"}
)  # fmt: skip
"""Methods that save what was changed before, whoever has them."""

PLAIN = SAVING | {"delete", "adelete", "remove", "create", "acreate", "destroy"}
"""Methods of an object that write the object itself."""

NOTIFYING_WORDS = frozenset(
    {"send", "notify", "notification", "notifications", "email", "emails", "mail", "publish", "emit", "broadcast",
     "announce", "enqueue", "delay", "sms"}
)  # fmt: skip
"""Words in the names of functions that tell others of what happened."""

TELLING_THE_USER = frozenset(
    {"messages", "flash", "message"}
)  # fmt: skip
"""Receivers that only show a text with the response."""

COPYING = frozenset(
    {"populate_obj", "sqlmodel_update", "from_orm", "populate", "update_from_dict", "set_attributes",
     "apply_partial_update"}
)  # fmt: skip
"""Methods that copy the fields of a validated form or schema onto an object."""

INPUT_WORDS = frozenset(
    {"form", "data", "payload", "body", "request", "req", "json", "args", "params", "schema", "dto", "serializer",
     "input", "inputs", "validated", "cleaned", "command", "update", "in", "values", "fields", "attrs", "kwargs"}
)  # fmt: skip
"""Words in the names of what a handler was given."""

REFUSING = frozenset(
    {"abort", "fail", "forbidden", "bad_request", "error_response", "add_error", "http_error", "not_found", "conflict"}
)  # fmt: skip
"""Functions that end a request with an error."""

ERROR_WORDS = frozenset(
    {"error", "errors", "bad", "forbidden", "conflict", "invalid", "fail", "failed", "failure", "unauthorized",
     "denied", "exception", "problem", "gone", "unprocessable"}
)  # fmt: skip
"""Words in the names of responses that refuse."""


def words(name: str) -> list[str]:
    """The words of a snake_case or CamelCase name, lower case."""
    return [word.lower() for word in _WORD.findall(name)]
