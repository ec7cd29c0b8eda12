"""Django's template tokens → facts. Tags that Django does not have are kept with their arguments, what they enclose is read as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.template.base import FilterExpression, Lexer, TokenType, Variable
from django.template.exceptions import TemplateSyntaxError
from django.template.smartif import IfParser

from ddd_lint.facts.templates.text import Conditions, Places, Test, UnparsableError, guarded
from ddd_lint.model.templates import (
    DJANGO,
    Block,
    Expr,
    Filtered,
    For,
    Groups,
    Include,
    Let,
    Member,
    Node,
    Once,
    Reads,
    Scope,
    Shown,
    Super,
    Tag,
    TemplateFacts,
    Text,
    Var,
)

_EDGES = frozenset({"forloop.first", "forloop.last"})
_NO_VALUES = frozenset(
    {
        "load", "csrf_token", "static", "get_static_prefix", "get_media_prefix", "now", "templatetag", "lorem", "debug", "autoescape",
        "spaceless", "localize", "localtime", "timezone", "language", "trans", "translate", "get_current_language", "else", "empty",
        "plural", "resetcycle", "querystring", "verbatim",
    }
)  # fmt: skip
"""Tags without arguments that matter, or that only separate parts."""
_VALUES = frozenset({"url", "firstof", "cycle", "widthratio", "filter", "ifchanged", "elif"})
"""Tags of Django's that read their arguments, and nothing else."""


def extract(path: str, text: str) -> TemplateFacts:
    """The facts of a template's text.

    Raises:
        UnparsableError: it is no template of Django.
    """
    reader = _Reader(text)
    body = reader.body(frozenset())
    return TemplateFacts(path, DJANGO, reader.extends, body)


class _Filters:
    """Stands for a parser: every filter is known, by its name alone."""

    @staticmethod
    @cache
    def find_filter(name: str) -> Callable[..., None]:
        def named(value: object, argument: object = None) -> None: ...

        named.__name__ = name
        return named


class _Reader:
    def __init__(self, text: str) -> None:
        self.extends = ""
        self._places = Places(text)
        self._tokens = Lexer(text).tokenize()
        self._at = 0
        self._line = 1

    # -- blocks ------------------------------------------------------------------------------------------------------

    def body(self, ends: frozenset[str]) -> tuple[Node, ...]:
        """The nodes up to a tag of one of these names, which is passed over; up to the end where there are none.

        Raises:
            UnparsableError: no such tag follows, or another block ends before.
        """
        return self._until(ends)[0]

    def _until(self, ends: frozenset[str]) -> tuple[tuple[Node, ...], str]:
        found: list[Node] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            self._line = token.lineno
            if token.token_type is TokenType.VAR:
                value = self.expr(token.contents)
                found.append(Super() if _is_super(value) else self._shown(value, printed=True))
            elif token.token_type is TokenType.BLOCK:
                bits = token.split_contents()
                name = bits[0] if bits else ""
                if name in ends:
                    return tuple(found), name
                if name in _ENDS:
                    raise UnparsableError(f"line {token.lineno}: {name}")
                found += self._tag(name, bits[1:])
        if ends:
            raise UnparsableError(f"no {min(ends)}")
        return tuple(found), ""

    def _shown(self, value: Expr, *, printed: bool) -> Shown:
        return Shown(value, printed, *self._places.of(value, self._line))

    def _tag(self, name: str, bits: list[str]) -> Iterator[Node]:
        lower = _TAGS.get(name)
        if lower is not None:
            yield from lower(self, bits)
        elif name in _VALUES:
            yield from self._arguments(bits)
        elif name and name not in _NO_VALUES and not name.startswith("end"):
            yield self._other(name, bits)

    def _for(self, bits: list[str]) -> Iterator[Node]:
        line = self._line
        if "in" not in bits:
            raise UnparsableError(f"line {line}: for without in")
        at = bits.index("in")
        targets = tuple(name for bit in bits[:at] for name in bit.split(",") if name)
        iterable = self.expr(bits[at + 1]) if at + 1 < len(bits) else Reads()
        yield For(targets, iterable, self.body(frozenset({"endfor"})), line, self._places.start(line, "for"))

    def _if(self, bits: list[str]) -> Iterator[Node]:
        test = self._test(bits)
        yield from test.reads()
        body, end = self._until(_BRANCHES)
        yield from (Once(body),) if len(bits) == 1 and bits[0] in _EDGES else guarded(test.holds(True), body)
        others: Conditions = test.holds(False)
        while end in ("elif", "else"):
            if end == "elif":
                test = self._test(self._tokens[self._at - 1].split_contents()[1:])
                yield from guarded(others, tuple(test.reads()))
                body, end = self._until(_BRANCHES)
                yield from guarded((*others, *test.holds(True)), body)
                others = (*others, *test.holds(False))
            else:
                body, end = self._until(_BRANCHES)
                yield from guarded(others, body)

    def _test(self, bits: list[str]) -> Test:
        """The condition of an `if`; one that Django refuses looks at nothing."""
        try:
            return self._lowered(IfParser(bits).parse())
        except ValueError:
            return Test("", ())

    def _lowered(self, node: Any) -> Test:
        if node.id == "literal":
            return Test("", (self._shown(self.expr(node.value), printed=False),))
        parts = tuple(self._lowered(part) for part in (node.first, node.second) if part is not None)
        if node.id in ("and", "or", "not"):
            return Test(node.id, parts)
        return Test("", parts)

    def _with(self, bits: list[str]) -> Iterator[Node]:
        bound = self._given(bits)
        yield Scope((*(Let(name, value) for name, value in bound), *self.body(frozenset({"endwith"}))))

    def _blocktrans(self, bits: list[str]) -> Iterator[Node]:
        bound = tuple(Let(name, value) for name, value in self._given(bits))
        yield Scope((*bound, *self.body(frozenset({"endblocktrans", "endblocktranslate"}))))

    def _given(self, bits: list[str]) -> tuple[tuple[str, Expr], ...]:
        """What `a=x b=y` or `x as a` bind."""
        found: list[tuple[str, Expr]] = []
        for number, bit in enumerate(bits):
            name, equals, value = bit.partition("=")
            if equals and name.isidentifier():
                found.append((name, self.expr(value)))
            elif bit == "as" and 0 < number < len(bits) - 1:
                found.append((bits[number + 1], self.expr(bits[number - 1])))
        return tuple(found)

    def _block(self, bits: list[str]) -> Iterator[Node]:
        yield Block(bits[0] if bits else "", self.body(frozenset({"endblock"})))

    def _extends(self, bits: list[str]) -> Iterator[Node]:
        name = self.expr(bits[0]) if bits else Reads()
        if isinstance(name, Text):
            self.extends = name.value
        yield from ()

    def _include(self, bits: list[str]) -> Iterator[Node]:
        name = self.expr(bits[0]) if bits else Reads()
        given = self._given(bits[bits.index("with") + 1 :]) if "with" in bits else ()
        yield Include((name.value,) if isinstance(name, Text) else (), given, only="only" in bits)

    def _regroup(self, bits: list[str]) -> Iterator[Node]:
        if len(bits) == 5:
            base, _, by, _, name = bits
            yield Let(name, Groups(self.expr(base), by, self._line, self._places.start(self._line, by)))

    def _left_out(self, end: str) -> Iterator[Node]:
        """What is not rendered, or not each time."""
        self.body(frozenset({end}))
        yield from ()

    def _other(self, name: str, bits: list[str]) -> Tag:
        target = bits[-1] if len(bits) > 1 and bits[-2] == "as" else ""
        args: list[Expr] = []
        names: list[str] = []
        for bit in bits[:-2] if target else bits:
            key, equals, value = bit.partition("=")
            is_named = bool(equals) and key.isidentifier()
            args.append(self.expr(value if is_named else bit))
            names.append(key if is_named else "")
        return Tag(name, tuple(args), tuple(names), target, self._line, self._places.start(self._line, name))

    def _arguments(self, bits: list[str]) -> Iterator[Node]:
        target = bits[-1] if len(bits) > 1 and bits[-2] == "as" else ""
        for bit in bits[:-2] if target else bits:
            key, equals, value = bit.partition("=")
            yield self._shown(self.expr(value if equals and key.isidentifier() else bit), printed=False)
        if target:
            yield Let(target, Reads())

    # -- expressions -------------------------------------------------------------------------------------------------

    def expr(self, text: str) -> Expr:
        """An expression; one that is none of Django's reads nothing."""
        try:
            parsed = FilterExpression(text, _Filters)
        except TemplateSyntaxError:
            return Reads()
        found = self._variable(parsed.var) if parsed.is_var else _text(parsed.var)
        for function, args in parsed.filters:
            name = function.__name__
            given = tuple(self._variable(value) if is_var else _text(value) for is_var, value in args)
            column = self._places.column(self._line, name)
            found = Filtered(found, name, given, ("",) * len(given), self._line, column)
        return found

    def _variable(self, variable: Any) -> Expr:
        assert isinstance(variable, Variable)
        if not variable.lookups:
            return _text(variable.literal)
        found: Expr = Var(variable.lookups[0])
        for name in variable.lookups[1:]:
            found = Member(found, name, self._line, self._places.column(self._line, name))
        return found


def _text(literal: object) -> Expr:
    """A literal; Django's texts are of a type of its own."""
    return Text(str.__str__(literal)) if isinstance(literal, str) else Reads()


def _is_super(value: Expr) -> bool:
    return isinstance(value, Member) and value.name == "super" and value.base == Var("block")


_BRANCHES = frozenset({"endif", "elif", "else"})
_ENDS = frozenset(
    {"endfor", "endif", "endwith", "endblock", "endblocktrans", "endblocktranslate", "endcomment", "endcache"}
)
_TAGS: dict[str, Callable[[_Reader, list[str]], Iterator[Node]]] = {
    "for": _Reader._for,
    "if": _Reader._if,
    "with": _Reader._with,
    "blocktrans": _Reader._blocktrans,
    "blocktranslate": _Reader._blocktrans,
    "block": _Reader._block,
    "extends": _Reader._extends,
    "include": _Reader._include,
    "regroup": _Reader._regroup,
    "comment": lambda reader, _: reader._left_out("endcomment"),
    "cache": lambda reader, _: reader._left_out("endcache"),
}
