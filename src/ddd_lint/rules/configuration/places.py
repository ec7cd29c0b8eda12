"""Where configuration may stand: settings modules and classes, development-only code, examples and descriptions."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

import libcst as cst

from ddd_lint.frameworks.connections import DESCRIPTIVE_KEYWORDS
from ddd_lint.frameworks.environment import SETTINGS_BASES
from ddd_lint.model.span import Span
from ddd_lint.rules.configuration.literals import last_name, names_in, target_name, text_of
from ddd_lint.rules.configuration.secrecy import words_of
from ddd_lint.syntax.walk import FileContext

_DEVELOPMENT = frozenset(
    {
        "dev",
        "devel",
        "develop",
        "development",
        "local",
        "test",
        "tests",
        "testing",
        "debug",
        "ci",
        "demo",
        "sandbox",
        "playground",
        "example",
    }
)
_STAGES = _DEVELOPMENT | {
    "prod", "production", "staging", "stage", "environment", "env", "insecure", "unsafe", "debugging", "runserver",
    "verify", "ssl", "tls", "https", "localhost",
}  # fmt: skip
_SHOWCASES = frozenset(
    {
        "docs", "doc", "example", "examples", "sample", "samples", "demo", "demos", "fixture", "fixtures", "seed",
        "seeds", "seeder", "seeding",
        "factories", "mock", "mocks", "playground", "sandbox", "tutorial", "tutorials", "cookbook",
        "test", "tests", "testing", "testdata",
        "fake", "faker", "fakes", "stub", "stubs", "locustfile", "benchmarks",
    }
)  # fmt: skip
_ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum", "TextChoices", "Choices", "Flag", "IntFlag"})
_CONFIG_OBJECT = re.compile(r"(?:^|\.)(?:config|conf|settings)$")


@lru_cache(maxsize=512)
def _serves_development(path: str) -> bool:
    """Whether the file's own name or its folder's says that it serves development or tests."""
    pure = PurePosixPath(path)
    words = words_of(pure.stem) + words_of(pure.parent.name)
    return any(word in _DEVELOPMENT or word.endswith(("test", "tests")) for word in words)


@lru_cache(maxsize=512)
def is_showcase(path: str) -> bool:
    """Whether the file belongs to documentation, examples, sample data or test aids, by its path."""
    return any(_SHOWCASES.intersection(words_of(part)) for part in PurePosixPath(path).with_suffix("").parts)


def in_development(context: FileContext) -> bool:
    """Whether the current node serves development or tests only: by file name, class name, or a condition around it."""
    if context.roles.test or _serves_development(context.path):
        return True
    if any(_DEVELOPMENT.intersection(words_of(node.name.value)) for node in context.classes):
        return True
    return is_conditional(context)


def is_conditional(context: FileContext) -> bool:
    """Whether a condition around the current node asks for the stage, debug mode or the guard itself."""
    return any(
        _STAGES.intersection(word for name in names_in(node.test) for word in words_of(name))
        for node in context.ancestors
        if isinstance(node, cst.If | cst.IfExp)
    )


def is_settings_class(node: cst.ClassDef, context: FileContext) -> bool:
    """Whether the class's fields are filled from the environment, its literals being defaults."""
    bases = (context.qualify(arg.value) or "" for arg in node.bases)
    return any(base in SETTINGS_BASES or base.endswith("Settings") for base in bases)


def is_enum(node: cst.ClassDef) -> bool:
    """Whether the class enumerates names of things."""
    names = (last_name(arg.value) for arg in node.bases)
    return any(name in _ENUM_BASES or name.endswith("Enum") for name in names)


def in_settings_class(context: FileContext) -> bool:
    """Whether the current node belongs to the body (or a method) of a settings class."""
    return bool(context.classes) and is_settings_class(context.classes[-1], context)


def in_settings_module(context: FileContext) -> bool:
    """Whether the current node is run when a settings module is imported."""
    return context.roles.settings and not context.functions


def is_config_object(node: cst.CSTNode) -> bool:
    """Whether the expression is an application's configuration: `app.config`, `settings`."""
    name = last_name(node) if isinstance(node, cst.Name | cst.Attribute) else ""
    return bool(_CONFIG_OBJECT.search(name))


def is_descriptive(context: FileContext) -> bool:
    """Whether the current node is part of a description or example: help texts, schema examples."""
    for node in reversed(context.ancestors):
        if isinstance(node, cst.Arg):
            if node.keyword is not None and node.keyword.value in DESCRIPTIVE_KEYWORDS:
                return True
        elif isinstance(node, cst.DictElement):
            if text_of(node.key) in DESCRIPTIVE_KEYWORDS:
                return True
        elif isinstance(node, cst.Assign):
            return any(target_name(target.target) in DESCRIPTIVE_KEYWORDS for target in node.targets)
        elif isinstance(node, cst.BaseSuite | cst.BaseSmallStatement):
            return False
    return False


def span_of(node: cst.CSTNode, context: FileContext) -> Span:
    """A node's span, without exact positions where it is a literal on one line."""
    if isinstance(node, cst.SimpleString) and not node.lpar and "\n" not in node.value:
        line, column = context.positions.place(node)
        return Span.at(line, column, len(node.value))
    return context.positions.span(node)
