"""Jinja's syntax tree → facts. Tags that Jinja does not know are passed over, what they enclose is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from ddd_lint.facts.templates.text import Conditions, Places, Test, UnparsableError, guarded
from ddd_lint.model.templates import (
    JINJA,
    Block,
    Either,
    Expr,
    Filtered,
    For,
    Groups,
    Include,
    Invoke,
    Let,
    Macro,
    Macros,
    Member,
    Node,
    Once,
    Reads,
    Scope,
    Shown,
    Slice,
    Super,
    TemplateFacts,
    Text,
    Var,
)

_TAG = re.compile(r"\{%[-+]?\s*([a-zA-Z_]\w*)")
_OWN = frozenset(
    {
        "for", "if", "elif", "else", "block", "extends", "print", "macro", "include", "from", "import", "set", "with", "autoescape",
        "call", "filter", "do", "break", "continue", "trans", "pluralize", "raw", "endraw", "endfor", "endif", "endblock", "endmacro",
        "endset", "endwith", "endautoescape", "endcall", "endfilter", "endtrans", "endcache",
    }
)  # fmt: skip
"""Tags of Jinja and of the extensions that come with it."""
_EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n")
_FIRST_OR_LAST = frozenset({"first", "last"})


def extract(path: str, text: str) -> TemplateFacts:
    """The facts of a template's text.

    Raises:
        UnparsableError: it is no Jinja template.
    """
    unknown = frozenset(_TAG.findall(text)) - _OWN
    try:
        tree = _environment(unknown).parse(text)
    except TemplateSyntaxError as error:
        raise UnparsableError(str(error)) from error
    lowering = _Lowering(Places(text))
    body = lowering.body(tree.body)
    return TemplateFacts(path, JINJA, lowering.extends, body)


@cache
def _environment(unknown: frozenset[str]) -> Environment:
    """Jinja as it comes, with tags of these names that do nothing."""
    passing = type("Passing", (Extension,), {"tags": set(unknown), "parse": _pass_over})
    return Environment(extensions=[*_EXTENSIONS, passing])


def _pass_over(_self: Extension, parser: Parser) -> list[nodes.Node]:
    """Nothing; and nothing of what a cache encloses, which is not rendered each time."""
    is_cache = parser.stream.current.test("name:cache")
    while parser.stream.current.type not in ("block_end", "eof"):
        next(parser.stream)
    if is_cache:
        parser.parse_statements(("name:endcache",), drop_needle=True)
    return []


class _Lowering:
    def __init__(self, places: Places) -> None:
        self.extends = ""
        self._places = places

    # -- nodes -------------------------------------------------------------------------------------------------------

    def body(self, body: Iterable[nodes.Node]) -> tuple[Node, ...]:
        return tuple(found for node in body for found in self._node(node))

    def _node(self, node: nodes.Node) -> Iterator[Node]:
        lower = _NODES.get(type(node))
        if lower is not None:
            yield from lower(self, node)
        elif not isinstance(node, nodes.Expr):
            for child in node.iter_child_nodes():
                yield from self._node(child)

    def _output(self, node: nodes.Output) -> Iterator[Node]:
        for part in node.nodes:
            if _calls(part, "super"):
                yield Super()
            elif not isinstance(part, nodes.TemplateData):
                yield self._shown(part, printed=True)

    def _shown(self, node: nodes.Node, *, printed: bool) -> Shown:
        value = self.expr(node)
        return Shown(value, printed, *self._places.of(value, node.lineno))

    def _for(self, node: nodes.For) -> Iterator[Node]:
        targets = tuple(_names(node.target))
        tests = (self._shown(node.test, printed=False),) if node.test is not None else ()
        column = self._places.start(node.lineno, "for")
        yield For(targets, self.expr(node.iter), (*tests, *self.body(node.body)), node.lineno, column)
        yield from self.body(node.else_)

    def _if(self, node: nodes.If, others: Conditions = ()) -> Iterator[Node]:
        test = self._test(node.test)
        yield from guarded(others, tuple(test.reads()))
        body = self.body(node.body)
        yield from (Once(body),) if _is_edge(node.test) else guarded((*others, *test.holds(True)), body)
        others = (*others, *test.holds(False))
        for other in node.elif_:
            yield from self._if(other, others)
            others = (*others, *self._test(other.test).holds(False))
        yield from guarded(others, self.body(node.else_))

    def _test(self, node: nodes.Node) -> Test:
        if isinstance(node, nodes.And | nodes.Or):
            return Test("and" if isinstance(node, nodes.And) else "or", (self._test(node.left), self._test(node.right)))
        if isinstance(node, nodes.Not):
            return Test("not", (self._test(node.node),))
        return Test("", (self._shown(node, printed=False),))

    def _let(self, node: nodes.Assign | nodes.AssignBlock) -> Iterator[Node]:
        names = list(_names(node.target))
        if isinstance(node, nodes.AssignBlock):
            yield Scope(self.body(node.body))
        value = self.expr(node.node) if isinstance(node, nodes.Assign) and len(names) == 1 else Reads()
        for name in names:
            yield Let(name, value)

    def _with(self, node: nodes.With) -> Iterator[Node]:
        bound = [
            Let(name, self.expr(value))
            for target, value in zip(node.targets, node.values, strict=True)
            for name in _names(target)
        ]
        yield Scope((*bound, *self.body(node.body)))

    def _block(self, node: nodes.Block) -> Iterator[Node]:
        yield Block(node.name, self.body(node.body))

    def _extends(self, node: nodes.Extends) -> Iterator[Node]:
        names = _texts(node.template)
        self.extends = names[0] if names else self.extends
        yield from ()

    def _include(self, node: nodes.Include) -> Iterator[Node]:
        yield Include(tuple(_texts(node.template)), (), only=not node.with_context)

    def _import(self, node: nodes.Import) -> Iterator[Node]:
        for name in _texts(node.template):
            yield Macros(name, (("", node.target),))

    def _from(self, node: nodes.FromImport) -> Iterator[Node]:
        pairs = tuple((name, name) if isinstance(name, str) else (name[0], name[1]) for name in node.names)
        for name in _texts(node.template):
            yield Macros(name, pairs)

    def _macro(self, node: nodes.Macro) -> Iterator[Node]:
        yield Macro(node.name, tuple(arg.name for arg in node.args), self.body(node.body))

    def _call_block(self, node: nodes.CallBlock) -> Iterator[Node]:
        yield self._shown(node.call, printed=False)
        yield Scope(self.body(node.body))

    def _statement(self, node: nodes.ExprStmt) -> Iterator[Node]:
        yield self._shown(node.node, printed=False)

    def _scope(self, node: nodes.Scope) -> Iterator[Node]:
        yield Scope(self.body(node.body))

    # -- expressions -------------------------------------------------------------------------------------------------

    def expr(self, node: nodes.Node) -> Expr:
        if isinstance(node, nodes.Name):
            return Var(node.name)
        if isinstance(node, nodes.Const):
            return self._constant(node.value)
        if isinstance(node, nodes.Getattr):
            return self._member(self.expr(node.node), node.attr, node.lineno)
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        if isinstance(node, nodes.Call):
            args, names = self._arguments(node)
            func = self.expr(node.node)
            column = func.column if isinstance(func, Member) else 1
            return Invoke(func, args, names, node.lineno, column)
        if isinstance(node, nodes.Filter):
            return self._filter(node)
        if isinstance(node, nodes.CondExpr):
            branches = [part for part in (node.expr1, node.expr2) if part is not None]
            return Either((Reads((self.expr(node.test),)), *map(self.expr, branches)))
        if isinstance(node, nodes.And | nodes.Or):
            return Either((self.expr(node.left), self.expr(node.right)))
        return Reads(tuple(self.expr(child) for child in node.iter_child_nodes()))

    @staticmethod
    def _constant(value: object) -> Expr:
        if isinstance(value, str):
            return Text(value)
        return Var(str(value)) if value is None or isinstance(value, bool) else Reads()

    def _member(self, base: Expr, name: str, line: int) -> Member:
        return Member(base, name, line, self._places.column(line, name))

    def _item(self, node: nodes.Getitem) -> Expr:
        base = self.expr(node.node)
        if isinstance(node.arg, nodes.Slice):
            return Slice(base)
        if isinstance(node.arg, nodes.Const):
            return self._member(base, str(node.arg.value), node.lineno)
        return self._member(base, "0", node.lineno)

    def _filter(self, node: nodes.Filter) -> Expr:
        base = self.expr(node.node) if node.node is not None else Reads()
        args, names = self._arguments(node)
        column = self._places.column(node.lineno, node.name)
        if node.name == "groupby" and args and isinstance(args[0], Text):
            return Groups(base, args[0].value, node.lineno, column)
        return Filtered(base, node.name, args, names, node.lineno, column)

    def _arguments(self, node: nodes.Call | nodes.Filter) -> tuple[tuple[Expr, ...], tuple[str, ...]]:
        args = [self.expr(arg) for arg in node.args]
        names = [""] * len(args)
        for keyword in node.kwargs:
            args.append(self.expr(keyword.value))
            names.append(str(keyword.key))
        for spread in (node.dyn_args, node.dyn_kwargs):
            if spread is not None:
                args.append(self.expr(spread))
                names.append("*")
        return tuple(args), tuple(names)


def _names(target: nodes.Node) -> Iterator[str]:
    """The names that a target binds, from left to right; an attribute of a namespace is none."""
    if isinstance(target, nodes.Name):
        yield target.name
    elif isinstance(target, nodes.Tuple):
        for item in target.items:
            yield from _names(item)


def _texts(node: nodes.Node) -> list[str]:
    """The template names in an expression, as far as they are written out."""
    found = node.find_all(nodes.Const) if not isinstance(node, nodes.Const) else (node,)
    return [const.value for const in found if isinstance(const.value, str)]


def _calls(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == name


def _is_edge(test: nodes.Node) -> bool:
    """`loop.first`, `loop.last`."""
    return (
        isinstance(test, nodes.Getattr)
        and isinstance(test.node, nodes.Name)
        and test.node.name == "loop"
        and test.attr in _FIRST_OR_LAST
    )


_NODES: dict[type[nodes.Node], Callable[[_Lowering, Any], Iterator[Node]]] = {
    nodes.Output: _Lowering._output,
    nodes.For: _Lowering._for,
    nodes.If: _Lowering._if,
    nodes.Assign: _Lowering._let,
    nodes.AssignBlock: _Lowering._let,
    nodes.With: _Lowering._with,
    nodes.Block: _Lowering._block,
    nodes.Extends: _Lowering._extends,
    nodes.Include: _Lowering._include,
    nodes.Import: _Lowering._import,
    nodes.FromImport: _Lowering._from,
    nodes.Macro: _Lowering._macro,
    nodes.CallBlock: _Lowering._call_block,
    nodes.ExprStmt: _Lowering._statement,
    nodes.Scope: _Lowering._scope,
}
