"""Keyword arguments that switch a safeguard off."""

from __future__ import annotations

import libcst as cst

from ddd_lint.frameworks.switches import (
    AIOHTTP_CALLS,
    DEBUG_CALLS,
    DEBUG_OTHERS,
    HTTP_METHODS,
    NO_CERTIFICATE,
    TLS_MODE_NAMES,
    UNSAFE_KEYWORDS,
)
from ddd_lint.rules.configuration.guards import is_unsafe_mode, switch_reason, truth_of
from ddd_lint.rules.configuration.literals import arguments, constant_of, items_of, text_of
from ddd_lint.rules.configuration.places import is_config_object
from ddd_lint.syntax.walk import FileContext

UNVERIFIED = (
    "The server's certificate is not verified, so anyone in between can read and change the traffic; verify it, with "
    "your own authority if need be"
)
PLAIN = "The database connection may go unencrypted although the server offers TLS; use `require` or `verify-full`"
_ORIGINS = frozenset({"allow_origins", "allow_origin_regex", "origins", "resources"})
_CREDENTIALS = ("allow_credentials", "supports_credentials")
_ANY_ORIGIN = frozenset({".*", "^.*$", "https?://.*"})


def problem_of(call: cst.Call, callee: str, name: str, value: cst.BaseExpression, context: FileContext) -> str | None:
    """What is wrong with `callee(name=value)`, where `callee` is the call's last name; None where nothing is."""
    if isinstance(call.func, cst.Attribute) and is_config_object(call.func.value):
        reason = switch_reason(name, value, is_variable=False)
        return None if reason is None else f"`{name}` is set to its unsafe value: {reason}; default to the safe value"
    if name in ("cert_reqs", "ssl_cert_reqs"):
        # Redis takes None for no check; others take it for their own default.
        none = name == "ssl_cert_reqs" and isinstance(value, cst.Name) and value.value == "None"
        return UNVERIFIED if none or context.qualify(value) in NO_CERTIFICATE or text_of(value) == "none" else None
    if name in TLS_MODE_NAMES:
        return PLAIN if is_unsafe_mode(text_of(value) or "") else None
    if not isinstance(value, cst.Name):
        return None
    truth = truth_of(constant_of(value))
    return None if truth is None else _switched(call, callee, name, truth, context)


def _switched(call: cst.Call, callee: str, name: str, truth: bool, context: FileContext) -> str | None:
    if name in UNSAFE_KEYWORDS:
        return UNVERIFIED if truth is UNSAFE_KEYWORDS[name] else None
    if not truth:
        if (name == "verify" and callee in HTTP_METHODS) or (name == "ssl" and callee in AIOHTTP_CALLS):
            return UNVERIFIED
        if name == "secure" and callee == "set_cookie":
            return "The cookie is set with `secure=False`, so it also travels unencrypted; make it secure"
        return None
    if name != "debug" or callee not in DEBUG_CALLS or (context.qualify(call.func) or "").split(".")[0] in DEBUG_OTHERS:
        return None
    return f"`{callee}` is called in debug mode by literal; read the switch from the settings"


def wildcard_with_credentials(call: cst.Call, callee: str) -> cst.CSTNode | None:
    """Where a CORS set-up allows every origin together with credentials; None where it doesn't."""
    _, keywords = arguments(call)
    if not any(truth_of(constant_of(keywords[name])) for name in _CREDENTIALS if name in keywords):
        return None
    place = next((arg.keyword for arg in call.args if arg.keyword and arg.keyword.value in _ORIGINS), None)
    if place is None:
        return call.func if callee == "CORS" else None
    origins = keywords.get("allow_origins") or keywords.get("origins")
    pattern = keywords.get("allow_origin_regex")
    if text_of(origins) == "*" or "*" in (items_of(origins) or ()) or text_of(pattern) in _ANY_ORIGIN:
        return place
    return None
