"""Literals bound to names that promise a secret, judged once for the rules that report them."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from ddd_lint.frameworks.connections import HOST_ARGUMENTS
from ddd_lint.frameworks.secrets import ACCOUNT_CALLS
from ddd_lint.rules.configuration.literals import STRING_TYPES, arguments, last_name, text_of
from ddd_lint.rules.configuration.places import (
    in_development,
    in_settings_class,
    in_settings_module,
    is_descriptive,
    is_enum,
    is_showcase,
)
from ddd_lint.rules.configuration.secrecy import (
    Secrecy,
    impossible,
    is_placeholder,
    is_random,
    is_reference,
    is_strong,
    may_hold_key,
    names_thing,
    provider_form,
    secrecy,
    words_of,
)
from ddd_lint.syntax.walk import FileContext

_FIELD_CALLS = frozenset({"Field", "SecretStr", "SecretBytes", "Secret", "str", "field", "ib", "attrib"})
_KINDS_OF_USER = frozenset({"user", "username", "email", "login", "host", "hostname", "dbname", "database"})


class Verdict(Enum):
    """What a literal is: a secret written into code, or a known default of an overridable or forgotten setting."""

    HARDCODED = "hardcoded"
    DEFAULT = "default"


def literal_in(node: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """The string literal that a value is made of, `Field(default=…)` and `SecretStr(…)` seen through; else None."""
    while isinstance(node, cst.Call) and last_name(node.func) in _FIELD_CALLS:
        positional, keywords = arguments(node)
        node = keywords.get("default") or (positional[0] if positional else None)
    return node if isinstance(node, STRING_TYPES) else None


def judge(
    name: str, literal: cst.BaseExpression, context: FileContext, *, trusted: bool = False, item: bool = False
) -> Verdict | None:
    """What the literal bound to `name` is, or None where it is no secret.

    `trusted` says that the place uses the value as it stands, however plain the word: a call that creates an account, a
    web application's configuration, the key of a signature. `item` says that the name is the key of some mapping.
    """
    level = secrecy(name)
    if level is Secrecy.NONE and not trusted and not may_hold_key(name):
        return None
    value = text_of(literal) or ""
    if impossible(value) or provider_form(value) or is_showcase(context.path) or is_descriptive(context):
        return None
    if in_development(context) or (context.classes and not context.functions and is_enum(context.classes[-1])):
        return None
    if level is Secrecy.NONE and not trusted:
        return Verdict.HARDCODED if is_random(value) else None
    if trusted:
        return Verdict.HARDCODED
    sure = level is Secrecy.SURE
    strong = is_strong(value, context.settings.thresholds.get("hardcoded-secret-min-length", 8))
    named = names_thing(name, value)
    if in_settings_class(context) or in_settings_module(context):
        if not (_usable(name, value) if sure else strong and not named):
            return None
        overridable = in_settings_class(context) or is_placeholder(value)
        return Verdict.DEFAULT if overridable else Verdict.HARDCODED
    if named and not (sure and is_placeholder(value) and "key" in words_of(name)):
        return None
    if strong and (sure or is_random(value)):
        return Verdict.HARDCODED
    return Verdict.HARDCODED if sure and not item and _plain_password_here(value, context) else None


def _usable(name: str, value: str) -> bool:
    """Whether a word could be a secret setting's value: not the name of a header, a variable or the setting itself."""
    return " " not in value.strip() and not is_reference(value) and value.lower() != name.lower()


def _plain_password_here(value: str, context: FileContext) -> bool:
    """Whether the place makes a password even of a plain word: a variable, or a default beside a user's name."""
    if len(value) < 4 or not value.isascii() or " " in value:
        return False
    parent = context.ancestors[-1]
    if context.roles.migration:
        return False
    if isinstance(parent, cst.Parameters):
        return any(
            _KINDS_OF_USER.intersection(words_of(param.name.value)) for param in (*parent.params, *parent.kwonly_params)
        )
    if isinstance(parent, cst.SimpleStatementLine):
        return not context.classes or bool(context.functions)
    return False


def is_trusted_call(call: cst.Call, context: FileContext) -> bool:
    """Whether the call uses a secret keyword's value as it stands: it creates an account or connects."""
    return last_name(call.func) in ACCOUNT_CALLS or context.qualify(call.func) in HOST_ARGUMENTS
