"""Where nodes stand, found by aligning the tree's leaves with the text's tokens.

LibCST keeps no positions; its `PositionProvider` regenerates the code to find them, which costs more than parsing. Here one
regular expression yields the text's names, keywords and strings in order; a walk in source order meets the tree's leaves in the same
order; zipped, every leaf has its offset. A file whose two sequences disagree falls back to LibCST's provider.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from ddd_lint.model.span import Span
from ddd_lint.syntax.children import children, syntax_fields
from ddd_lint.syntax.source import Lines

_TOKEN = re.compile(
    r"""\#[^\r\n]*
    | (?P<string>[rRbBuUfFtT]{0,2}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\r\n]|\\\r\n|\\.)*"|'(?:[^'\\\r\n]|\\\r\n|\\.)*'))
    | (?P<name>[^\W\d]\w*)
    | \d[\w.]*(?:(?<=[eE])[+-]\d+)?
    """,
    re.VERBOSE | re.DOTALL,
)
_SOFT_KEYWORDS = frozenset({"match", "case", "type", "_"})
_KEYWORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}

# Node types that begin with a keyword of their own: the n-th such node in source order is at the n-th such keyword.
_KEYWORD_OF: dict[type[cst.CSTNode], str] = {
    cst.ExceptHandler: "except",
    cst.ExceptStarHandler: "except",
    cst.Raise: "raise",
    cst.For: "for",
    cst.CompFor: "for",
    cst.While: "while",
    cst.Return: "return",
    cst.Lambda: "lambda",
    cst.Try: "try",
    cst.TryStar: "try",
    cst.With: "with",
    cst.Assert: "assert",
    cst.Del: "del",
}
_ANCHORS = frozenset(_KEYWORD_OF.values())
_BRACKETED = (cst.List, cst.Dict, cst.Set, cst.ListComp, cst.SetComp, cst.DictComp, cst.UnaryOperation)
_STRINGS = (cst.SimpleString, cst.FormattedString, getattr(cst, "TemplatedString", cst.FormattedString))


class Positions:
    """Places of one module's nodes. `module` must be parsed from exactly `text`."""

    def __init__(self, module: cst.Module, text: str) -> None:
        self._module = module
        self._text = text
        self._exact: Mapping[cst.CSTNode, Any] | None = None
        self.lines = Lines(text)
        self._offsets = self._align()

    def _align(self) -> dict[int, int] | None:
        """id(node) → offset for names, strings and nodes that begin with a keyword; None where the alignment fails."""
        names: list[str] = []
        name_offsets: list[int] = []
        strings: list[int] = []
        anchors: dict[str, list[int]] = {word: [] for word in _ANCHORS}
        for match in _TOKEN.finditer(self._text):
            kind = match.lastgroup
            if kind == "name":
                word = match.group()
                if word in _KEYWORDS:
                    if word in anchors:
                        anchors[word].append(match.start())
                else:
                    names.append(word)
                    name_offsets.append(match.start())
            elif kind == "string":
                strings.append(match.start())
        leaves: list[cst.Name] = []
        texts: list[cst.CSTNode] = []
        begun: dict[str, list[cst.CSTNode]] = {word: [] for word in _ANCHORS}
        stack: list[cst.CSTNode] = [self._module]
        pop = stack.pop
        node_type = cst.CSTNode
        while stack:
            node = pop()
            kind_of = node.__class__
            if kind_of is cst.Name:
                leaves.append(cast("cst.Name", node))
                continue
            if kind_of in _STRINGS:
                texts.append(node)
                continue
            word_of = _KEYWORD_OF.get(kind_of)
            if word_of is not None:
                begun[word_of].append(node)
            for field in reversed(syntax_fields(kind_of)):
                value = getattr(node, field)
                value_kind = value.__class__
                if value_kind is tuple or value_kind is list:
                    stack.extend(reversed(value))
                elif isinstance(value, node_type):
                    stack.append(value)
        matched = _zip(leaves, names, name_offsets)
        if matched is None or len(texts) != len(strings) or any(len(begun[w]) != len(anchors[w]) for w in _ANCHORS):
            return None
        offsets = dict(zip(map(id, leaves), matched, strict=True))
        offsets.update(zip(map(id, texts), strings, strict=True))
        for word, nodes in begun.items():
            offsets.update(zip(map(id, nodes), anchors[word], strict=True))
        for node in texts:
            if not isinstance(node, cst.SimpleString):
                self._align_inside(node, offsets)
        return offsets

    def _align_inside(self, string: cst.CSTNode, offsets: dict[int, int]) -> None:
        """Add the names inside the braces of an f-string, which the token sequence passes over."""
        at = offsets[id(string)] + len(string.start)  # type: ignore[attr-defined]
        for part in string.parts:  # type: ignore[attr-defined]
            if hasattr(part, "value"):
                at += len(part.value)
                continue
            inside = at
            for leaf in _names(part):
                match = re.compile(rf"(?<!\w){re.escape(leaf.value)}(?!\w)").search(self._text, inside)
                if match is None:
                    return
                offsets[id(leaf)] = match.start()
                inside = match.end()
            at += len(self._module.code_for_node(part))

    def place(self, node: cst.CSTNode) -> tuple[int, int]:
        """Line and column (from 1) of a node's first character (of its own keyword or name, leading decorators and brackets aside)."""
        if self._offsets is not None:
            leaf: cst.CSTNode | None = node
            while leaf is not None:
                offset = self._offsets.get(id(leaf))
                if offset is not None:
                    return self.lines.place(offset)
                leaf = _first_part(leaf)
        start = self._provider()[node].start
        return start.line, start.column + 1

    def near(self, node: cst.CSTNode) -> tuple[int, int]:
        """Like `place`, but never costly: the first name or string, and brackets and signs that touch it.

        A node that holds neither name nor string, or is not of this module, is at (0, 0).
        """
        if self._offsets is None:
            found = self._provider().get(node)
            return (0, 0) if found is None else (found.start.line, found.start.column + 1)
        offsets = self._offsets
        offset = offsets.get(id(node))
        before = 0
        while offset is None:
            brackets = _brackets(node)
            first = None if brackets else _first_part(node)
            if first is None:
                before += brackets or isinstance(node, _BRACKETED)
                first = next((child for child in children(node) if not isinstance(child, cst.BaseUnaryOp)), None)
                if first is None:
                    return 0, 0
            node = first
            offset = offsets.get(id(node))
        before += _brackets(node)
        # A bracket on an earlier line than what it holds is left out: the place is where the eye looks.
        while before and offset and self._text[offset - 1] in "([{-+~":
            offset -= 1
            before -= 1
        return self.lines.place(offset)

    def span(self, node: cst.CSTNode) -> Span:
        """The node's whole stretch of text."""
        if self._offsets is not None and isinstance(node, cst.Name) and id(node) in self._offsets:
            line, column = self.place(node)
            return Span.at(line, column, len(node.value))
        found = self._provider()[node]
        return Span(found.start.line, found.start.column + 1, found.end.line, found.end.column + 1)

    def header(self, node: cst.CSTNode, width: int) -> Span:
        """A span of `width` characters from where the node begins (for keywords)."""
        line, column = self.place(node)
        return Span.at(line, column, width)

    def _provider(self) -> Mapping[cst.CSTNode, Any]:
        if self._exact is None:
            self._exact = MetadataWrapper(self._module, unsafe_skip_copy=True).resolve(PositionProvider)
        return self._exact


def _names(node: cst.CSTNode) -> list[cst.Name]:
    found: list[cst.Name] = []
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Name):
            found.append(node)
        elif not isinstance(node, cst.SimpleString):
            stack.extend(reversed(children(node)))
    return found


def _zip(leaves: list[cst.Name], names: list[str], offsets: list[int]) -> list[int] | None:
    """The offset of each leaf, or None where the texts can't be brought into line (soft keywords are skipped)."""
    if [leaf.value for leaf in leaves] == names:
        return offsets
    matched: list[int] = []
    at = 0
    for leaf in leaves:
        while at < len(names) and names[at] != leaf.value and names[at] in _SOFT_KEYWORDS:
            at += 1
        if at >= len(names) or names[at] != leaf.value:
            return None
        matched.append(offsets[at])
        at += 1
    return matched if all(name in _SOFT_KEYWORDS for name in names[at:]) else None


def _brackets(node: cst.CSTNode) -> int:
    """How many round brackets an expression stands in."""
    lpar = getattr(node, "lpar", ())
    return len(lpar) if lpar.__class__ is tuple or lpar.__class__ is list else 0


# The field that a node's text begins with; types that are missing begin with punctuation or a keyword.
_FIRST_FIELD: dict[type[cst.CSTNode], str] = {
    cst.FunctionDef: "name", cst.ClassDef: "name", cst.Call: "func", cst.Attribute: "value", cst.Subscript: "value", cst.NamedExpr: "target",
    cst.AugAssign: "target", cst.AnnAssign: "target", cst.AssignTarget: "target", cst.Expr: "value", cst.Comparison: "left",
    cst.BinaryOperation: "left", cst.BooleanOperation: "left", cst.ConcatenatedString: "left", cst.IfExp: "body", cst.Param: "name",
    cst.DictElement: "key", cst.Element: "value",
}  # fmt: skip


def _first_part(node: cst.CSTNode) -> cst.CSTNode | None:
    """The child that a node's text begins with, or None where it begins with punctuation or brackets."""
    kind = node.__class__
    field = _FIRST_FIELD.get(kind)
    if field is not None:
        return None if _brackets(node) else getattr(node, field)
    if isinstance(node, cst.Assign):
        return node.targets[0]
    if isinstance(node, cst.Arg):
        return None if node.star else node.keyword or node.value
    return None
