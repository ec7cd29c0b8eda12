"""Reads of the process environment, with their defaults."""

from __future__ import annotations

import re

import libcst as cst
import msgspec

from ddd_lint.frameworks.environment import (
    DEFAULT_KEYWORDS,
    ENVIRON_OBJECTS,
    GETENV_FUNCTIONS,
    MAPPING_READS,
    READER_CLASSES,
    READER_FUNCTIONS,
)
from ddd_lint.rules.configuration.literals import arguments, last_name, target_name, text_of
from ddd_lint.rules.configuration.secrecy import words_of
from ddd_lint.syntax.walk import FileContext

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UPPER = re.compile(r"_?[A-Z][A-Z0-9_]*")
_READERS = (
    {f"{mapping}.{method}" for mapping in ENVIRON_OBJECTS for method in MAPPING_READS}
    | GETENV_FUNCTIONS
    | READER_FUNCTIONS
)
_ENV_WORDS = frozenset({"env", "environ", "environment", "getenv", "envvar"})
_WRAPPERS = (
    cst.Arg,
    cst.Call,
    cst.Attribute,
    cst.Comparison,
    cst.BooleanOperation,
    cst.Element,
    cst.List,
    cst.Tuple,
    cst.UnaryOperation,
)


class Default(msgspec.Struct, frozen=True):
    """What is used where a variable is not set. `variable` is "" where its name is computed."""

    variable: str
    value: cst.BaseExpression


def is_environ(node: cst.CSTNode, context: FileContext) -> bool:
    """Whether the expression is `os.environ`, however imported."""
    return isinstance(node, cst.Attribute | cst.Name) and context.qualify(node) in ENVIRON_OBJECTS


def is_reader(call: cst.Call, context: FileContext) -> bool:
    """Whether the call reads a variable: by the standard library, a settings library, or a helper named for it."""
    func = call.func
    name = last_name(func)
    if not name or isinstance(func, cst.Call):
        return False
    if context.qualify(func) in _READERS:
        return True
    fused = name.lower()
    if _ENV_WORDS.intersection(words_of(name)) or (fused.startswith("env") and fused != "environment"):
        return True
    if isinstance(func, cst.Attribute):
        return bool(_ENV_WORDS.intersection(words_of(last_name(func.value)))) and not name.startswith(
            ("set", "add", "pop")
        )
    return name == "config"


def default_of(call: cst.Call, context: FileContext) -> Default | None:
    """The default of a read of the environment; None where the call is no read or has none."""
    if len(call.args) < 2 or not isinstance(call.args[0].value, cst.SimpleString) or not is_reader(call, context):
        return None
    variable = text_of(call.args[0].value)
    if variable is None or not _VARIABLE.fullmatch(variable):
        return None
    if last_name(call.func) == "config" and not _UPPER.fullmatch(variable):
        return None
    positional, keywords = arguments(call)
    for keyword in DEFAULT_KEYWORDS:
        if keyword in keywords:
            return Default(variable, keywords[keyword])
    return Default(variable, positional[1]) if len(positional) > 1 else None


def schema_of(call: cst.Call, context: FileContext) -> list[Default]:
    """The defaults that django-environ's `Env(NAME=(type, default), …)` declares."""
    if context.qualify(call.func) not in READER_CLASSES:
        return []
    found: list[Default] = []
    for name, value in arguments(call)[1].items():
        if isinstance(value, cst.Tuple) and len(value.elements) == 2:
            found.append(Default(name, value.elements[1].value))
    return found


def variable_of(node: cst.BaseExpression, context: FileContext) -> str | None:
    """The variable that an expression reads (`os.getenv("A")`, `os.environ["A"]`), else None."""
    if isinstance(node, cst.Call) and node.args and is_reader(node, context):
        return text_of(node.args[0].value)
    if isinstance(node, cst.Subscript) and is_environ(node.value, context):
        return target_name(node) or None
    return None


def bound_name(context: FileContext) -> str:
    """The target, keyword or dict key that the current expression's value goes to, conversions included; else ""."""
    goal = next(node for node in reversed(context.ancestors) if _named(node) or not isinstance(node, _WRAPPERS))
    if isinstance(goal, cst.Assign):
        return target_name(goal.targets[0].target)
    if isinstance(goal, cst.AnnAssign):
        return target_name(goal.target)
    if isinstance(goal, cst.DictElement):
        return text_of(goal.key) or ""
    return _named(goal)


def _named(node: cst.CSTNode) -> str:
    """The keyword of an argument, unless it is one that gives a default."""
    keyword = node.keyword if isinstance(node, cst.Arg) else None
    return keyword.value if keyword is not None and keyword.value not in DEFAULT_KEYWORDS else ""
