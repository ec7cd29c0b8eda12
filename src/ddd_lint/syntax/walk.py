"""One walk over a module for any number of subscribers.

A subscriber has methods named as LibCST's own visitors have them, `visit_Call`, `leave_For` and so on, which take the node and the
`FileContext`, and return or yield findings (or nothing). The table type → handlers is built once a run; the walk never rebuilds
nodes and reads only the fields that carry syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst

from ddd_lint.model.finding import Finding, Fix, Related
from ddd_lint.model.rule import RuleMeta
from ddd_lint.model.settings import Roles, Settings
from ddd_lint.model.span import Span
from ddd_lint.syntax.kinds import BACKWARDS, IS_NODE
from ddd_lint.syntax.names import ImportTable
from ddd_lint.syntax.positions import Positions

Handler = Callable[[cst.CSTNode, "FileContext"], Iterable[Finding] | None]


class FileContext:
    """What a handler may ask while one file is walked.

    `ancestors` holds the nodes above the current one, outermost first; `functions`, `classes` and `loops` are the enclosing
    definitions and loops (a `CompFor` for a comprehension), outermost first.
    """

    def __init__(self, path: str, text: str, module: cst.Module, settings: Settings, roles: Roles) -> None:
        self.path = path
        self.text = text
        self.module = module
        self.settings = settings
        self.roles = roles
        self.imports = ImportTable()
        self.ancestors: list[cst.CSTNode] = []
        self.functions: list[cst.FunctionDef | cst.Lambda] = []
        self.classes: list[cst.ClassDef] = []
        self.loops: list[cst.CSTNode] = []
        self._positions: Positions | None = None

    @property
    def positions(self) -> Positions:
        """Places of the module's nodes, aligned when first asked for."""
        if self._positions is None:
            self._positions = Positions(self.module, self.text)
        return self._positions

    def qualify(self, node: cst.CSTNode | None) -> str | None:
        """The qualified name of a name or attribute chain, through the imports seen so far."""
        return self.imports.qualify(node)

    def related(self, node: cst.CSTNode, message: str) -> Related:
        """A second place, in this file."""
        line, column = self.positions.place(node)
        return Related(self.path, line, column, message)

    def finding(
        self,
        rule: RuleMeta,
        place: cst.CSTNode | Span,
        message: str,
        *,
        related: Sequence[Related] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of `rule` in this file at a node or span."""
        span = place if isinstance(place, Span) else self.positions.span(place)
        return Finding(self.path, span, rule.code, rule.name, message, tuple(related), fix)


class Dispatch:
    """Node type → handlers of all subscribers, for entering and for leaving."""

    def __init__(self, subscribers: Sequence[object]) -> None:
        self._enter: dict[type, list[tuple[object, Handler]]] = {}
        self._leave: dict[type, list[tuple[object, Handler]]] = {}
        for subscriber in subscribers:
            for name in dir(subscriber):
                prefix, _, kind = name.partition("_")
                if prefix in ("visit", "leave") and kind[:1].isupper():
                    table = self._enter if prefix == "visit" else self._leave
                    table.setdefault(getattr(cst, kind), []).append((subscriber, getattr(subscriber, name)))

    def walk(self, context: FileContext, failed: Callable[[object, Exception], None]) -> list[Finding]:
        """Walk the context's module; returns the handlers' findings.

        A handler that raises is told to `failed` with its subscriber and loses the rest of this file; the others go on.
        """
        findings: list[Finding] = []
        enter, leave = self._enter, self._leave
        lost: set[int] = set()
        ancestors = context.ancestors
        is_node, backwards = IS_NODE, BACKWARDS
        imports = (cst.Import, cst.ImportFrom)

        def run(handlers: list[tuple[object, Handler]], node: cst.CSTNode) -> None:
            for subscriber, handler in handlers:
                if id(subscriber) in lost:
                    continue
                try:
                    found = handler(node, context)
                    if found is not None:
                        findings.extend(found)
                except Exception as error:  # ddd-lint: ignore[broad-except] -- costs that rule this file only
                    lost.add(id(subscriber))
                    failed(subscriber, error)

        # Entries are nodes to enter, or (node,) to leave.
        functions, classes, loops = context.functions, context.classes, context.loops
        scopes: dict[type, list[Any]] = {
            cst.FunctionDef: functions, cst.Lambda: functions, cst.ClassDef: classes,
            cst.For: loops, cst.While: loops, cst.CompFor: loops,
        }  # fmt: skip
        stack: list[Any] = [context.module]
        pop, push, extend = stack.pop, stack.append, stack.extend
        while stack:
            node = pop()
            kind = node.__class__
            if kind is tuple:
                (node,) = node
                kind = node.__class__
                ancestors.pop()
                if kind in scopes:
                    scopes[kind].pop()
                if kind in leave:
                    run(leave[kind], node)
                continue
            if kind in imports:
                context.imports.add(node)
            if kind in enter:
                run(enter[kind], node)
            fields = backwards[kind]
            if not fields:
                if kind in leave:
                    run(leave[kind], node)
                continue
            ancestors.append(node)
            if kind in scopes:
                scopes[kind].append(node)
            push((node,))
            for field in fields:
                value = getattr(node, field)
                value_kind = value.__class__
                if value_kind is tuple or value_kind is list:
                    if value:
                        extend(value[::-1])
                elif is_node[value_kind]:
                    push(value)
        return findings
