"""What a rendered template reads of each row of a list: its loops followed through includes, blocks and macros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ddd_lint.index.serialisation.rendering import Hook, Place, Rendering
from ddd_lint.index.serialisation.templates.costs import Costs
from ddd_lint.index.serialisation.templates.expressions import Expressions, text_of
from ddd_lint.index.serialisation.templates.pages import Page
from ddd_lint.index.serialisation.templates.values import NOTHING, Names, Seen, fields, named
from ddd_lint.model.templates import (
    Block,
    Expr,
    For,
    Include,
    Invoke,
    Let,
    Macro,
    Macros,
    Node,
    Once,
    Scope,
    Shown,
    Super,
    Tag,
    TemplateFacts,
    When,
)

_MAX_DEPTH = 12
"""Templates and macros inside one another."""

_Blocks = tuple[tuple[TemplateFacts, Block], ...]


class _Where(msgspec.Struct, frozen=True):
    """Where rendering is: in a template, the definitions of each block (nearest first), those that the current one replaces, and how deep."""

    template: TemplateFacts
    blocks: dict[str, _Blocks]
    above: _Blocks
    depth: int


class PageReads:
    """Finds the costs of one page."""

    def __init__(self, rendering: Rendering, page: Page) -> None:
        self._r = rendering
        self._files = rendering.project.templates
        self._named = rendering.project.serialisation.template_names
        self._tags = rendering.project.serialisation.template_tags
        self._page = page
        self._costs = Costs(rendering, page)
        self._macros: dict[str, tuple[_Where, Macro]] = {}

    def hooks(self) -> Mapping[tuple[Place, object], Hook]:
        """One for each query and relation, or other thing asked for: by the query's place and what is asked for."""
        certain = self._page.constants
        names: Names = {name: Seen(values, certain=name in certain) for name, values in self._page.names}
        self._template(self._files[self._page.template], names, 0)
        return self._costs.found

    # -- templates ---------------------------------------------------------------------------------------------------

    def _template(self, facts: TemplateFacts, names: Names, depth: int) -> None:
        """A whole template: what it extends with its own blocks in place, else itself."""
        if depth > _MAX_DEPTH:
            return
        blocks: dict[str, _Blocks] = {}
        names = dict(names)
        seen: set[str] = set()
        while facts.path not in seen:
            seen.add(facts.path)
            for block in _blocks(facts.nodes):
                blocks[block.name] = (*blocks.get(block.name, ()), (facts, block))
            base = self._file(facts.extends, facts.path)
            if base is None:
                self._nodes(facts.nodes, names, _Where(facts, blocks, (), depth))
                return
            # Beside its blocks, a template that extends another one only binds.
            binding = [node for node in _beside(facts.nodes) if isinstance(node, Let | Macro | Macros)]
            self._nodes(binding, names, _Where(facts, blocks, (), depth))
            facts = base

    def _file(self, name: str, near: str) -> TemplateFacts | None:
        path = self._named.located(name, near) if name else None
        return None if path is None else self._files[path]

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _nodes(self, nodes: Iterable[Node], names: Names, where: _Where) -> None:
        for node in nodes:
            if isinstance(node, Shown):
                self._shown(node, names, where)
            elif isinstance(node, For):
                self._for(node, names, where)
            elif isinstance(node, Once):
                self._nodes(node.body, {name: Seen(seen.values) for name, seen in names.items()}, where)
            elif isinstance(node, When):
                self._when(node, names, where)
            elif isinstance(node, Scope):
                self._nodes(node.body, dict(names), where)
            elif isinstance(node, Let):
                names[node.name] = self._value(node.value, names, where)
            elif isinstance(node, Include):
                self._include(node, names, where)
            elif isinstance(node, Block):
                self._block(where.blocks.get(node.name, ((where.template, node),)), names, where)
            elif isinstance(node, Super):
                self._block(where.above, names, where)
            elif isinstance(node, Macro):
                self._macros[node.name] = (where, node)
            elif isinstance(node, Macros):
                self._import(node, where)
            else:
                self._tag(node, names, where)

    def _shown(self, node: Shown, names: Names, where: _Where) -> None:
        seen = self._value(node.value, names, where)
        place = (where.template.path, node.line, node.column)
        self._costs.consumed(seen, place, text_of(node.value))
        if node.printed:
            self._costs.printed(seen, place)

    def _when(self, node: When, names: Names, where: _Where) -> None:
        """A branch, unless constants rule it out; what it binds may be bound or not."""
        if not all(named(names, name).can_be(wanted) for name, wanted in node.conditions):
            return
        before = dict(names)
        self._nodes(node.body, names, where)
        for name, seen in names.items():
            if seen.certain and before.get(name) != seen:
                names[name] = msgspec.structs.replace(seen, certain=False)

    def _for(self, node: For, names: Names, where: _Where) -> None:
        expressions = self._expressions(where)
        seen = expressions.value(node.iterable, names)
        self._costs.consumed(seen, (where.template.path, node.line, node.column), text_of(node.iterable))
        items = expressions.items(seen)
        parts = [items] if len(node.targets) == 1 else expressions.unpacked(items, len(node.targets))
        bound = {name: expressions.item(part, seen) for name, part in zip(node.targets, parts, strict=True)}
        self._nodes(node.body, {**names, **bound}, where)

    def _include(self, node: Include, names: Names, where: _Where) -> None:
        given = {name: self._value(value, names, where) for name, value in node.given}
        found = (self._file(name, where.template.path) for name in node.names)
        template = next((facts for facts in found if facts is not None), None)
        if template is not None:
            self._template(template, given if node.only else {**names, **given}, where.depth + 1)

    def _block(self, chain: _Blocks, names: Names, where: _Where) -> None:
        if chain:
            (template, block), *above = chain
            self._nodes(block.body, dict(names), _Where(template, where.blocks, tuple(above), where.depth))

    def _tag(self, node: Tag, names: Names, where: _Where) -> None:
        """A tag of the project: its function is called, and the template that it renders is rendered with what that gives."""
        expressions = self._expressions(where)
        args = [expressions.value(arg, names) for arg in node.args]
        place = (where.template.path, node.line, node.column)
        given = NOTHING
        for tag in self._tags.tags(node.name):
            given = expressions.called(tag.function, args, node.names, place, skip=1 if tag.takes_context else 0)
            template = self._file(tag.template, tag.function[0])
            if template is not None:
                inner: Names = {name: Seen(values, given.loop) for name, values in fields(given.values).items()}
                self._template(template, inner, where.depth + 1)
        if node.target:
            names[node.target] = given

    # -- macros ------------------------------------------------------------------------------------------------------

    def _import(self, node: Macros, where: _Where) -> None:
        facts = self._file(node.template, where.template.path)
        if facts is None or where.depth > _MAX_DEPTH:
            return
        inside = _Where(facts, {}, (), where.depth + 1)
        defined = {macro.name: (inside, macro) for macro in _beside(facts.nodes) if isinstance(macro, Macro)}
        for imported in _beside(facts.nodes):
            if isinstance(imported, Macros):
                self._import(imported, inside)
        # Macros of one file call each other by their own names.
        self._macros = {**defined, **self._macros}
        for name, alias in node.names:
            if not name:
                self._macros.update((f"{alias}.{macro}", found) for macro, found in defined.items())
            elif name in defined:
                self._macros[alias] = defined[name]

    def _macro(self, node: Invoke, names: Names, where: _Where) -> bool:
        """Render a macro with what it is called with; whether the call means one."""
        found = self._macros.get(text_of(node.func))
        if found is None:
            return False
        inside, macro = found
        if where.depth <= _MAX_DEPTH:
            positional = (arg for arg, name in zip(node.args, node.names, strict=True) if not name)
            passed = [*zip(macro.params, positional, strict=False), *zip(node.names, node.args, strict=True)]
            given = {name: self._value(arg, names, where) for name, arg in passed if name in macro.params}
            # What a loop around the call binds is not seen inside.
            outer = {name: seen for name, seen in names.items() if seen.loop is None}
            self._nodes(macro.body, {**outer, **given}, msgspec.structs.replace(inside, depth=where.depth + 1))
        return True

    # -- expressions -------------------------------------------------------------------------------------------------

    def _value(self, node: Expr, names: Names, where: _Where) -> Seen:
        return self._expressions(where).value(node, names)

    def _expressions(self, where: _Where) -> Expressions:
        return Expressions(
            self._r, self._costs, where.template, lambda node, names: self._macro(node, names, where), self._tags
        )


def _blocks(nodes: Iterable[Node]) -> Iterator[Block]:
    """All blocks of a template, those inside others too."""
    for node in nodes:
        if isinstance(node, Block):
            yield node
        if isinstance(node, Block | For | Once | Scope | When):
            yield from _blocks(node.body)


def _beside(nodes: Iterable[Node]) -> Iterator[Node]:
    """Nodes with those under conditions."""
    for node in nodes:
        if isinstance(node, When):
            yield from _beside(node.body)
        else:
            yield node
