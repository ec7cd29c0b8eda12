"""What a rule is.

A rule is a class in a file of its own below `ddd_lint.rules`, with a `code`, a `name`, a `summary` and a docstring that is its documentation
page. A `TreeRule` has visitor methods (`visit_Call(node, context)` …) that see one file's tree; a `ProjectRule` has `check(project)` and sees only
the index. Both yield findings, print nothing and keep no state between files.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from ddd_lint.model.facts import FileFacts
from ddd_lint.model.finding import Finding, Fix, Related
from ddd_lint.model.rule import Fixability, RuleMeta, Status
from ddd_lint.model.span import Span

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Rule:
    """Base of all rules; `TreeRule` and `ProjectRule` are the kinds to derive from."""

    code: ClassVar[str]
    name: ClassVar[str]
    summary: ClassVar[str]
    since: ClassVar[str] = "0.1.0"
    status: ClassVar[Status] = Status.STABLE
    fixability: ClassVar[Fixability] = Fixability.NONE

    @classmethod
    def meta(cls) -> RuleMeta:
        """The rule's identity and page as data."""
        return RuleMeta(
            code=cls.code,
            name=cls.name,
            summary=cls.summary,
            status=cls.status,
            fixability=cls.fixability,
            since=cls.since,
            page=inspect.cleandoc(cls.__doc__ or ""),
        )


class TreeRule(Rule):
    """A rule that sees one file's tree, through visitor methods named as LibCST names them."""

    @property
    def identity(self) -> RuleMeta:
        """The rule as `FileContext.finding` wants it, made once."""
        cached = self.__dict__.get("_identity")
        if cached is None:
            cached = self.__dict__["_identity"] = self.meta()
        return cached


class ProjectRule(Rule):
    """A rule that sees the project's index; it never parses and never reads a file."""

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield the rule's findings over the files that `project.targets` names."""
        raise NotImplementedError

    def finding(
        self,
        file: FileFacts | str,
        span: Span,
        message: str,
        *,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule in a file (its facts or path)."""
        path = file if isinstance(file, str) else file.path
        return Finding(path, span, self.code, self.name, message, related, fix)


class EngineRule(Rule):
    """A rule of the tool itself: the engine reports it where the event happens."""

    @classmethod
    def at(cls, path: str, span: Span, message: str) -> Finding:
        """A finding of this rule."""
        return Finding(path, span, cls.code, cls.name, message)
