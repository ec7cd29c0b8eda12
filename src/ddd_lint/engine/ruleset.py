"""The rules of a run, by kind."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ddd_lint.config import selected_rules
from ddd_lint.model.settings import Settings
from ddd_lint.rules import registry
from ddd_lint.rules.base import ProjectRule, TreeRule


class RuleSet(msgspec.Struct, frozen=True):
    """The rules that are on: `codes` names them all, the engine's own too."""

    codes: frozenset[str]
    tree: tuple[type[TreeRule], ...]
    project: tuple[type[ProjectRule], ...]


def enabled_rules(settings: Settings, origins: Mapping[str, str] | None = None) -> RuleSet:
    """The rules that the settings select, ordered by code.

    Raises:
        ConfigError: a selector means no rule.
        RegistryError: the set of rules is inconsistent.
    """
    codes = selected_rules(settings, registry.all_metas(), origins=origins)
    rules = [rule for rule in registry.all_rules() if rule.code in codes]
    return RuleSet(
        codes,
        tuple(rule for rule in rules if issubclass(rule, TreeRule)),
        tuple(rule for rule in rules if issubclass(rule, ProjectRule)),
    )
