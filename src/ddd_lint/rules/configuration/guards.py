"""Values of the switches that guard safety."""

from __future__ import annotations

import libcst as cst

from ddd_lint.frameworks.switches import (
    DEBUG_TOPICS,
    DISABLE_WORDS,
    TLS_WORDS,
    UNSAFE_SETTINGS,
    UNSAFE_TLS_MODES,
    VERIFY_WORDS,
    WILDCARD_SETTINGS,
)
from ddd_lint.rules.configuration.literals import constant_of, items_of
from ddd_lint.rules.configuration.secrecy import words_of

_TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})
_FALSE = frozenset({"false", "0", "no", "off", "n", "f"})


def truth_of(constant: str | bool | int | None) -> bool | None:
    """What a literal means as a switch; None where it is none."""
    if isinstance(constant, str):
        text = constant.strip().lower()
        return True if text in _TRUE else False if text in _FALSE else None
    return bool(constant) if constant in (True, False) else None


def switch_reason(name: str, value: cst.BaseExpression, *, is_variable: bool) -> str | None:
    """What the value of a setting called `name` leads to where it is the unsafe one, else None.

    `is_variable` says that the name is an environment variable's, which may begin with the program's name.
    """
    if len(name) < 5:
        return None
    upper = name.upper()
    constant = constant_of(value)
    truth = truth_of(constant)
    if truth is not None:
        if upper in UNSAFE_SETTINGS:
            unsafe, reason = UNSAFE_SETTINGS[upper]
            return reason if truth is unsafe else None
        prefix, _, rest = upper.partition("_")
        if is_variable and rest in UNSAFE_SETTINGS and prefix not in DEBUG_TOPICS:
            unsafe, reason = UNSAFE_SETTINGS[rest]
            return reason if truth is unsafe else None
        words = set(words_of(name))
        if words & TLS_WORDS and words & VERIFY_WORDS and truth is bool(words & DISABLE_WORDS):
            return "certificates are not verified"
        return None
    for setting, reason in WILDCARD_SETTINGS.items():
        if upper == setting or (is_variable and upper.endswith("_" + setting)):
            items = items_of(value) or ([constant] if isinstance(constant, str) else [])
            return reason if "*" in (item.strip() for item in items) else None
    return None


def is_unsafe_mode(mode: str) -> bool:
    """Whether the mode of a database's TLS allows plain text although the server has TLS."""
    return mode.lower() in UNSAFE_TLS_MODES
