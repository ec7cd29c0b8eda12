"""Lowering of expressions."""

from __future__ import annotations

import re
from typing import Any

import libcst as cst

from ddd_lint.facts.builder import Builder, lowers_expression
from ddd_lint.model.facts import (
    NONE,
    Attr,
    Await,
    Call,
    Collection,
    Comp,
    Const,
    Format,
    Iter,
    Op,
    Slice,
    Star,
    Subscript,
    Yield,
)  # fmt: skip
from ddd_lint.syntax.names import dotted

_BINARY: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%", cst.Power: "**",
    cst.BitOr: "|", cst.BitAnd: "&", cst.BitXor: "^", cst.LeftShift: "<<", cst.RightShift: ">>", cst.MatrixMultiply: "@",
    cst.AddAssign: "+=", cst.SubtractAssign: "-=", cst.MultiplyAssign: "*=", cst.DivideAssign: "/=", cst.FloorDivideAssign: "//=",
    cst.ModuloAssign: "%=", cst.PowerAssign: "**=", cst.BitOrAssign: "|=", cst.BitAndAssign: "&=", cst.BitXorAssign: "^=",
    cst.LeftShiftAssign: "<<=", cst.RightShiftAssign: ">>=", cst.MatrixMultiplyAssign: "@=",
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">", cst.GreaterThanEqual: ">=",
    cst.In: "in", cst.NotIn: "not in", cst.Is: "is", cst.IsNot: "is not", cst.And: "and", cst.Or: "or",
    cst.Not: "not", cst.Minus: "neg", cst.Plus: "pos", cst.BitInvert: "invert",
}  # fmt: skip
_FORWARD_REFERENCE = re.compile(r"""[\w.\[\], |"'\s]+""")


def operator_of(node: cst.CSTNode) -> str:
    """The operator's text; `neg`, `pos`, `invert` for signs."""
    return _BINARY.get(node.__class__, "?")


@lowers_expression(cst.Name)
def name(b: Builder, node: cst.Name) -> int:
    value = node.value
    if value == "None":
        return b.const(None)
    if value == "True":
        return b.const(True)
    if value == "False":
        return b.const(False)
    return b.load(value)


@lowers_expression(cst.Integer)
def integer(b: Builder, node: cst.Integer) -> int:
    value = node.evaluated_value
    return b.const(value) if -(2**63) <= value < 2**63 else b.unknown()


@lowers_expression(cst.Float)
def floating(b: Builder, node: cst.Float) -> int:
    return b.const(node.evaluated_value)


@lowers_expression(cst.Ellipsis)
def ellipsis(b: Builder, node: cst.Ellipsis) -> int:
    return b.const("...")


def text_of(node: cst.SimpleString) -> str:
    """The string's value; bytes as their source form, lone surrogates replaced (they have no UTF-8 form)."""
    source = node.value
    if source[0] in "\"'" and "\\" not in source:
        quotes = 3 if source[:3] in ('"""', "'''") else 1
        return source[quotes:-quotes]
    value = node.evaluated_value
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else source


@lowers_expression(cst.SimpleString)
def string(b: Builder, node: cst.SimpleString) -> int:
    value = text_of(node)
    if b.in_annotation:
        return forward_reference(b, node, value)
    return b.const(value)


def forward_reference(b: Builder, node: cst.CSTNode, value: str) -> int:
    """A string in an annotation, read as the expression it holds."""
    if value.isidentifier():
        return name(b, cst.Name(value))
    if _FORWARD_REFERENCE.fullmatch(value):
        try:
            parsed = cst.parse_expression(value.strip())
        except cst.ParserSyntaxError:
            return b.const(value)
        before, b.borrowed = b.borrowed, b.near(node)
        try:
            return b.expr(parsed)
        finally:
            b.borrowed = before
    return b.const(value)


@lowers_expression(cst.ConcatenatedString)
def concatenated(b: Builder, node: cst.ConcatenatedString) -> int:
    parts: list[int] = []
    rest: cst.BaseString = node
    while isinstance(rest, cst.ConcatenatedString):
        parts += _string_parts(b, rest.left)
        rest = rest.right
    parts += _string_parts(b, rest)
    consts = [b.code[part] for part in parts]
    if all(isinstance(const, Const) for const in consts):
        return b.const("".join(str(const.value) for const in consts if isinstance(const, Const)))
    line, column = b.near(node)
    return b.emit(Format(tuple(parts), line, column, b.block))


def _string_parts(b: Builder, node: cst.BaseString) -> list[int]:
    if isinstance(node, cst.SimpleString):
        return [b.const(text_of(node))]
    parts: list[int] = []
    for part in node.parts:  # type: ignore[attr-defined]
        expression = getattr(part, "expression", None)
        if expression is not None:
            parts.append(b.expr(expression))
            parts += [b.expr(inner.expression) for inner in part.format_spec or () if hasattr(inner, "expression")]
        else:
            parts.append(b.const(part.value))
    return parts


@lowers_expression(cst.FormattedString, getattr(cst, "TemplatedString", cst.FormattedString))
def formatted(b: Builder, node: cst.BaseString) -> int:
    parts = _string_parts(b, node)
    line, column = b.near(node)
    return b.emit(Format(tuple(parts), line, column, b.block))


@lowers_expression(cst.Attribute)
def attribute(b: Builder, node: cst.Attribute) -> int:
    base = b.expr(node.value)
    line, column = b.near(node.attr)
    return b.emit(Attr(base, node.attr.value, line, column, b.block))


@lowers_expression(cst.Call)
def call(b: Builder, node: cst.Call) -> int:
    func = node.func
    callee = b.expr(func)
    args: list[int] = []
    names: list[str] = []
    plain = True
    for arg in node.args:
        args.append(b.expr(arg.value))
        label = arg.star or (arg.keyword.value if arg.keyword is not None else "")
        names.append(label)
        plain = plain and not label
    line, column = b.near(func.attr if isinstance(func, cst.Attribute) else func)
    start_line, start_column = (line, column) if isinstance(func, cst.Name) and not node.lpar else b.near(node)
    return b.emit(
        Call(callee, tuple(args), () if plain else tuple(names), line, column, start_line, start_column, b.block)
    )


@lowers_expression(cst.Await)
def await_(b: Builder, node: cst.Await) -> int:
    return b.emit(Await(b.expr(node.expression)))


@lowers_expression(cst.Yield)
def yield_(b: Builder, node: cst.Yield) -> int:
    b.is_generator = True
    if isinstance(node.value, cst.From):
        return b.emit(Yield(b.expr(node.value.item), True, b.block))
    value = b.expr(node.value) if node.value is not None else NONE
    return b.emit(Yield(value, False, b.block))


@lowers_expression(cst.BinaryOperation)
def binary(b: Builder, node: cst.BinaryOperation) -> int:
    # A chain of thousands of operators nests as deep on the left; it is unrolled instead of recursed into.
    chain: list[cst.BinaryOperation] = [node]
    while isinstance(chain[-1].left, cst.BinaryOperation):
        chain.append(chain[-1].left)
    value = b.expr(chain[-1].left)
    for operation in reversed(chain):
        right = b.expr(operation.right)
        line, _ = b.near(operation) if len(chain) == 1 else (b.last_line, 0)
        value = b.emit(Op(operator_of(operation.operator), (value, right), line, b.block))
    return value


@lowers_expression(cst.BooleanOperation)
def boolean(b: Builder, node: cst.BooleanOperation) -> int:
    chain: list[cst.BooleanOperation] = [node]
    while isinstance(chain[-1].left, cst.BooleanOperation):
        chain.append(chain[-1].left)
    value = b.expr(chain[-1].left)
    line, _ = b.near(node)
    for operation in reversed(chain):
        value = b.emit(Op(operator_of(operation.operator), (value, b.expr(operation.right)), line, b.block))
    return value


@lowers_expression(cst.UnaryOperation)
def unary(b: Builder, node: cst.UnaryOperation) -> int:
    operand = b.expr(node.expression)
    operator = operator_of(node.operator)
    inner = b.code[operand]
    if operator == "neg" and isinstance(inner, Const) and type(inner.value) in (int, float):
        return b.const(-inner.value)  # type: ignore[operator]
    return b.emit(Op(operator, (operand,), b.near(node.expression)[0], b.block))


@lowers_expression(cst.Comparison)
def comparison(b: Builder, node: cst.Comparison) -> int:
    left = b.expr(node.left)
    line, _ = b.near(node)
    value = NONE
    for target in node.comparisons:
        right = b.expr(target.comparator)
        one = b.emit(Op(operator_of(target.operator), (left, right), line, b.block))
        value = one if value == NONE else b.emit(Op("and", (value, one), line, b.block))
        left = right
    return value


@lowers_expression(cst.IfExp)
def conditional(b: Builder, node: cst.IfExp) -> int:
    line, _ = b.near(node)
    test = b.expr(node.test)
    return b.emit(Op("if", (test, b.expr(node.body), b.expr(node.orelse)), line, b.block))


@lowers_expression(cst.NamedExpr)
def walrus(b: Builder, node: cst.NamedExpr) -> int:
    value = b.expr(node.value)
    b.bind(node.target, value)
    return value


def _elements(b: Builder, elements: Any) -> tuple[int, ...]:
    return tuple(
        b.emit(Star(b.expr(element.value))) if isinstance(element, cst.StarredElement) else b.expr(element.value)
        for element in elements
    )


@lowers_expression(cst.List)
def list_(b: Builder, node: cst.List) -> int:
    return b.emit(Collection("list", _elements(b, node.elements)))


@lowers_expression(cst.Tuple)
def tuple_(b: Builder, node: cst.Tuple) -> int:
    return b.emit(Collection("tuple", _elements(b, node.elements)))


@lowers_expression(cst.Set)
def set_(b: Builder, node: cst.Set) -> int:
    return b.emit(Collection("set", _elements(b, node.elements)))


@lowers_expression(cst.Dict)
def dict_(b: Builder, node: cst.Dict) -> int:
    keys: list[int] = []
    items: list[int] = []
    for element in node.elements:
        keys.append(b.expr(element.key) if isinstance(element, cst.DictElement) else NONE)
        items.append(b.expr(element.value))
    return b.emit(Collection("dict", tuple(items), tuple(keys)))


@lowers_expression(cst.Subscript)
def subscript(b: Builder, node: cst.Subscript) -> int:
    base = b.expr(node.value)
    before = b.in_annotation
    if before and (dotted(node.value) or "").endswith("Literal"):
        b.in_annotation = False
    keys: list[int] = []
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Index):
            value = b.expr(part.value)
            keys.append(b.emit(Star(value)) if part.star else value)
        else:
            assert isinstance(part, cst.Slice)
            bounds = [b.expr(bound) if bound is not None else NONE for bound in (part.lower, part.upper, part.step)]
            keys.append(b.emit(Slice(*bounds)))
    b.in_annotation = before
    key = keys[0] if len(keys) == 1 else b.emit(Collection("tuple", tuple(keys)))
    line, column = b.near(node)
    return b.emit(Subscript(base, key, line, column, b.block))


@lowers_expression(cst.Lambda)
def lambda_(b: Builder, node: cst.Lambda) -> int:
    line, column = b.near(node)
    return b.define("lambda", "<lambda>", node, line, column)


@lowers_expression(cst.ListComp, cst.SetComp, cst.GeneratorExp)
def comprehension(b: Builder, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> int:
    kind = {cst.ListComp: "list", cst.SetComp: "set", cst.GeneratorExp: "generator"}[node.__class__]
    return _comprehend(b, kind, node.for_in, None, node.elt)


@lowers_expression(cst.DictComp)
def dict_comprehension(b: Builder, node: cst.DictComp) -> int:
    return _comprehend(b, "dict", node.for_in, node.key, node.value)


def _comprehend(
    b: Builder, kind: str, clause: cst.CompFor | None, key: cst.BaseExpression | None, element: cst.BaseExpression
) -> int:
    outer = dict(b.env)
    opened = 0
    loop = b.block
    while clause is not None:
        iterable = b.expr(clause.iter)
        line, column = b.near(clause)
        loop = b.push("comp", iterable, line, column)
        opened += 1
        b.bind(clause.target, b.emit(Iter(iterable, loop)))
        for condition in clause.ifs:
            test = b.expr(condition.test)
            b.push("if", test, line, column)
            opened += 1
        clause = clause.inner_for_in
    key_value = b.expr(key) if key is not None else NONE
    value = b.expr(element)
    for _ in range(opened):
        b.pop()
    b.env = outer
    return b.emit(Comp(kind, value, key_value, loop))


@lowers_expression(cst.StarredElement)
def starred(b: Builder, node: cst.StarredElement) -> int:
    return b.emit(Star(b.expr(node.value)))
