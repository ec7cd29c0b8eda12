"""Which fields of a LibCST node carry syntax (not white space or punctuation), in the order of the source text."""

from __future__ import annotations

import dataclasses

import libcst as cst

# LibCST declares most fields in source order; these node types are the exceptions.
_REORDERED: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.FunctionDef: ("decorators", "name", "type_parameters", "params", "returns", "body"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
    cst.Arg: ("keyword", "value"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.ImportFrom: ("module", "names"),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.Param: ("name", "annotation", "default"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchAs: ("pattern", "name"),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.MatchClass: ("cls", "patterns", "kwds"),
    cst.MatchMapping: ("elements", "rest"),
    cst.TypeParam: ("param", "default"),
}

_PUNCTUATION = frozenset(
    {
        "lpar", "rpar", "leading_lines", "lines_after_decorators", "header", "footer", "trailing_whitespace", "semicolon",
        "comma", "indent", "equal", "lbracket", "rbracket", "lbrace", "rbrace", "asynchronous", "dot", "colon", "arrow",
        "body_header", "lines_after_module", "relative", "separator", "lines_before_colon",
    }
)  # fmt: skip

_TABLE: dict[type[cst.CSTNode], tuple[str, ...]] = {}


def syntax_fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """Names of the fields of a node type that hold further syntax, in source order."""
    fields = _TABLE.get(kind)
    if fields is None:
        fields = _REORDERED.get(kind) or tuple(
            field.name
            for field in dataclasses.fields(kind)
            if field.name not in _PUNCTUATION
            and not field.name.startswith("whitespace")
            and _may_hold_nodes(kind, field)
        )
        _TABLE[kind] = fields
    return fields


def _may_hold_nodes(kind: type[cst.CSTNode], field: dataclasses.Field[object]) -> bool:
    return str(field.type) not in {"str", "bool", "int", "Optional[str]"}


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The node's direct syntactic children, in source order."""
    found: list[cst.CSTNode] = []
    for name in syntax_fields(node.__class__):
        value = getattr(node, name)
        if value.__class__ is tuple or value.__class__ is list:
            found.extend(value)
        elif isinstance(value, cst.CSTNode):
            found.append(value)
    return found
