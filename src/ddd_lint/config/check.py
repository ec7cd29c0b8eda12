"""Checks one setting's value: its type, then what the type alone does not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ddd_lint.config.errors import ConfigError, nearest
from ddd_lint.config.patterns import compile_pattern
from ddd_lint.model.settings import Settings

DATABASES = ("postgresql", "mysql", "sqlite")
LAYERS = ("api", "service", "domain", "repository", "infrastructure", "composition")

_MODULE_PATTERN = re.compile(r"(?:[^\W\d]\w*|\*\*?)(?:\.(?:[^\W\d]\w*|\*\*?))*")
_FUNCTION_PATTERN = re.compile(r"[\w*]+(?:\.[\w*]+)*")

_FILE_KEYS: dict[str, Any] = {"extend": str, "output-format": str, "cache-dir": str, "jobs": int}
"""What a configuration file holds besides `Settings`."""

TYPES: dict[str, Any] = {
    **{field.name.replace("_", "-"): field.type for field in msgspec.structs.fields(Settings)},
    **_FILE_KEYS,
}
"""Every key in kebab-case, with its type."""

_WORDS = {
    "bool": "true or false",
    "int": "a whole number",
    "str": "a string",
    "tuple": "a list of strings",
    "dict": "a table",
}
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number"),
    (str, "a string"),
    (Mapping, "a table"),
    (list, "a list"),
)


def check(key: str, value: object) -> Any:
    """The value of the setting `key` (kebab-case) in the type that `Settings` has for it.

    Raises:
        ConfigError: the key is unknown, or its value is of a wrong type or can't be meant. Its `key` is dotted down to
            the entry of a table that is wrong; its `file` is left open.
    """
    if key not in TYPES:
        raise ConfigError(f"unknown setting{nearest(key, TYPES)}", key=key)
    typed = _typed(key, value, TYPES[key])
    if key in _CHECKS:
        _CHECKS[key](key, typed)
    return typed


def _typed(key: str, value: object, wanted: Any) -> Any:
    """`value` as `wanted`, checked entry by entry so that an error names the one that is wrong."""
    origin = getattr(wanted, "__origin__", wanted)
    if origin is dict:
        if not isinstance(value, Mapping):
            raise _wrong(key, value, "dict")
        entry_type = wanted.__args__[1]
        return {name: _typed(f"{key}.{name}", entry, entry_type) for name, entry in value.items()}
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise _wrong(key, value, "tuple")
        for position, entry in enumerate(value, start=1):
            if not isinstance(entry, str):
                raise ConfigError(f"entry {position} must be a string, not {_kind(entry)}", key=key)
        return tuple(value)
    if not isinstance(value, origin) or (origin is int and isinstance(value, bool)):
        raise _wrong(key, value, origin.__name__)
    return value


def _wrong(key: str, value: object, wanted: str) -> ConfigError:
    return ConfigError(f"must be {_WORDS[wanted]}, not {_kind(value)}", key=key)


def _kind(value: object) -> str:
    return next((word for kind, word in _KINDS if isinstance(value, kind)), f"a {type(value).__name__}")


def _path_patterns(key: str, value: tuple[str, ...]) -> None:
    for text in value:
        _path_pattern(key, text)


def _path_pattern(key: str, text: str) -> None:
    try:
        pattern = compile_pattern(text)
    except ValueError:
        pattern = None
    if pattern is None:
        raise ConfigError(f"`{text}` is not a gitignore pattern that could match a file", key=key)


def _per_file(key: str, value: dict[str, tuple[str, ...]]) -> None:
    for pattern in value:
        _path_pattern(f"{key}.{pattern}", pattern)


def _modules(key: str, value: tuple[str, ...]) -> None:
    for text in value:
        if _MODULE_PATTERN.fullmatch(text):
            continue
        dotted = text.removesuffix(".py").strip("./").replace("/", ".")
        remedy = f"; did you mean `{dotted}`?" if _MODULE_PATTERN.fullmatch(dotted) else ""
        raise ConfigError(f"`{text}` is not a dotted module name with `*` or `**` for whole parts{remedy}", key=key)


def _functions(key: str, value: tuple[str, ...]) -> None:
    for text in value:
        if _FUNCTION_PATTERN.fullmatch(text):
            continue
        name = text.removeprefix("@").removesuffix("()").replace(":", ".")
        remedy = f"; did you mean `{name}`?" if _FUNCTION_PATTERN.fullmatch(name) else ""
        raise ConfigError(f"`{text}` is not a dotted function name{remedy}", key=key)


def _layers(key: str, value: dict[str, tuple[str, ...]]) -> None:
    for layer, modules in value.items():
        if layer not in LAYERS:
            raise ConfigError(
                f"unknown layer{nearest(layer, LAYERS)}; the layers are {_listed(LAYERS)}", key=f"{key}.{layer}"
            )
        _modules(f"{key}.{layer}", modules)


def _database(key: str, value: str) -> None:
    if value not in DATABASES:
        raise ConfigError(f"`{value}` is none of {_listed(DATABASES)}{nearest(value, DATABASES)}", key=key)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _at_least(least: int) -> Callable[[str, int], None]:
    def check_number(key: str, value: int) -> None:
        if value < least:
            raise ConfigError(f"must be {least} or more, not {value}", key=key)

    return check_number


def _thresholds(key: str, value: dict[str, int]) -> None:
    for name, number in value.items():
        _at_least(0)(f"{key}.{name}", number)


def _not_empty(key: str, value: str) -> None:
    if not value:
        raise ConfigError("must not be empty", key=key)


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "per-file-ignores": _per_file,
    "exclude": _path_patterns,
    "extend-exclude": _path_patterns,
    "tests": _path_patterns,
    "scripts": _path_patterns,
    "migrations": _path_patterns,
    "settings-modules": _path_patterns,
    "layers": _layers,
    "contexts": _modules,
    "domain-packages": _modules,
    "boundaries": _functions,
    "reporters": _functions,
    "database": _database,
    "thresholds": _thresholds,
    "file-timeout": _at_least(1),
    "jobs": _at_least(1),
    "extend": _not_empty,
    "output-format": _not_empty,
    "cache-dir": _not_empty,
}
