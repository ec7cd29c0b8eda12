"""Finds the rules and validates the set: adding a rule touches no list."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

import ddd_lint.rules
from ddd_lint.model.rule import RuleMeta
from ddd_lint.rules.base import EngineRule, ProjectRule, Rule, TreeRule

_CODE = re.compile(r"DDD\d{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
SECTIONS = ("What it does", "Why it is bad", "Bad", "Good", "When to switch it off", "How to fix")


class RegistryError(Exception):
    """The set of rules is inconsistent; the message names the rule and what is wrong."""


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Every rule class below `ddd_lint.rules`, ordered by code.

    Raises:
        RegistryError: a code or name is malformed or taken twice, or a page lacks a section.
    """
    found: list[type[Rule]] = []
    for module_info in pkgutil.walk_packages(ddd_lint.rules.__path__, "ddd_lint.rules."):
        module = importlib.import_module(module_info.name)
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Rule)
                and value.__module__ == module.__name__
                and "code" in vars(value)
            ):
                found.append(value)
    validate(found)
    return tuple(sorted(found, key=lambda rule: rule.code))


def validate(rules: list[type[Rule]]) -> None:
    """Check that codes and names are well formed and unique and that pages are complete.

    Raises:
        RegistryError: they are not.
    """
    seen: dict[str, str] = {}
    for rule in rules:
        if not _CODE.fullmatch(rule.code) or not _NAME.fullmatch(rule.name):
            raise RegistryError(f"{rule.__name__}: code {rule.code!r} or name {rule.name!r} is malformed")
        for key in (rule.code, rule.name):
            if key in seen:
                raise RegistryError(f"{rule.__name__}: {key} is {seen[key]}'s already")
            seen[key] = rule.__name__
        if not issubclass(rule, TreeRule | ProjectRule | EngineRule):
            raise RegistryError(f"{rule.__name__} is neither a TreeRule nor a ProjectRule")
        page = rule.meta().page
        missing = [section for section in SECTIONS if f"## {section}" not in page]
        if missing:
            raise RegistryError(f"{rule.__name__}: its page lacks {', '.join(missing)}")


@cache
def all_metas() -> tuple[RuleMeta, ...]:
    """The metadata of every rule, ordered by code."""
    return tuple(rule.meta() for rule in all_rules())


def find_rule(key: str) -> RuleMeta | None:
    """The rule with this code or name (case does not matter), or None."""
    return next((meta for meta in all_metas() if key.upper() == meta.code or key.lower() == meta.name), None)
