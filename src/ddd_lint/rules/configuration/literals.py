"""Literal values and names, read off syntax nodes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

STRING_TYPES = (cst.SimpleString, cst.ConcatenatedString)


def text_of(node: cst.BaseExpression | None) -> str | None:
    """The value of a plain string or bytes literal (adjacent ones joined), else None; f-strings have no value."""
    if not isinstance(node, STRING_TYPES):
        return None
    value = node.evaluated_value
    return value.decode("latin-1") if isinstance(value, bytes) else value


def constant_of(node: cst.BaseExpression | None) -> str | bool | int | None:
    """The value of a string, `True`, `False` or integer literal, else None."""
    if isinstance(node, cst.Name):
        return {"True": True, "False": False}.get(node.value)
    if isinstance(node, cst.Integer):
        return node.evaluated_value
    return text_of(node)


def items_of(node: cst.BaseExpression | None) -> list[str] | None:
    """The strings of a list, tuple or set display, None where it is none or holds anything else."""
    if not isinstance(node, cst.List | cst.Tuple | cst.Set):
        return None
    texts = [text_of(element.value) for element in node.elements]
    return None if None in texts else [text for text in texts if text is not None]


def last_name(node: cst.CSTNode | None) -> str:
    """The last name of a name, attribute chain, or call's callee: `get` of `a.b().get`; "" where there is none."""
    while isinstance(node, cst.Call):
        node = node.func
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def key_name(node: cst.BaseExpression) -> str:
    """A dictionary's key where it is a plain string, as it is written; else ""."""
    return node.raw_value if isinstance(node, cst.SimpleString) else ""


def target_name(node: cst.BaseExpression) -> str:
    """What an assignment's target is called: a name, an attribute's last name, or a subscript's constant key."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return text_of(node.slice[0].slice.value) or ""
    return last_name(node) if isinstance(node, cst.Name | cst.Attribute) else ""


def arguments(call: cst.Call) -> tuple[list[cst.BaseExpression], dict[str, cst.BaseExpression]]:
    """A call's positional arguments before any `*`, and its keyword arguments."""
    positional: list[cst.BaseExpression] = []
    keywords: dict[str, cst.BaseExpression] = {}
    for arg in call.args:
        if arg.keyword is not None:
            keywords[arg.keyword.value] = arg.value
        elif arg.star:
            break
        else:
            positional.append(arg.value)
    return positional, keywords


def names_in(node: cst.CSTNode) -> Iterator[str]:
    """Every identifier and short string in a (small) expression."""
    stack: list[cst.CSTNode] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, cst.Name):
            yield part.value
        elif isinstance(part, cst.SimpleString):
            yield part.raw_value
        else:
            stack.extend(part.children)
