"""Lowering of statements and assignment targets."""

from __future__ import annotations

import libcst as cst

from ddd_lint.facts.builder import Builder, lowers_statement, lowers_target
from ddd_lint.facts.expressions import operator_of
from ddd_lint.model.facts import (
    NONE,
    Assert,
    Attr,
    Call,
    Caught,
    Collection,
    Delete,
    Elem,
    Enter,
    Import,
    Iter,
    Jump,
    Name,
    Narrow,
    Op,
    Raise,
    Return,
    SetAttr,
    SetItem,
    Star,
)  # fmt: skip
from ddd_lint.syntax.names import dotted

# -- targets -----------------------------------------------------------------------------------------------------------


@lowers_target(cst.Name)
def target_name(b: Builder, node: cst.Name, value: int, annotation: int) -> None:
    line, column = b.near(node)
    b.bind_name(node.value, value, annotation, line, column)


@lowers_target(cst.Attribute)
def target_attribute(b: Builder, node: cst.Attribute, value: int, annotation: int) -> None:
    base = b.expr(node.value)
    line, column = b.near(node.attr)
    b.emit(SetAttr(base, node.attr.value, value, line, column, b.block, "", annotation))


@lowers_target(cst.Subscript)
def target_subscript(b: Builder, node: cst.Subscript, value: int, annotation: int) -> None:
    base = b.expr(node.value)
    element = node.slice[0].slice
    key = b.expr(element.value) if len(node.slice) == 1 and isinstance(element, cst.Index) else b.unknown()
    line, column = b.near(node)
    b.emit(SetItem(base, key, value, line, column, b.block))


@lowers_target(cst.Tuple, cst.List)
def target_sequence(b: Builder, node: cst.Tuple | cst.List, value: int, annotation: int) -> None:
    display = b.code[value] if value != NONE else None
    direct = (
        isinstance(display, Collection)
        and display.kind in ("tuple", "list")
        and len(display.items) == len(node.elements)
        and not any(isinstance(b.code[item], Star) for item in display.items)
        and not any(isinstance(element, cst.StarredElement) for element in node.elements)
    )
    for number, element in enumerate(node.elements):
        if direct and isinstance(display, Collection):
            b.bind(element.value, display.items[number])
        elif isinstance(element, cst.StarredElement):
            b.bind(element.value, b.emit(Collection("list", (b.emit(Star(value)),))))
        else:
            b.bind(element.value, b.emit(Elem(value, number)))


# -- simple statements -------------------------------------------------------------------------------------------------


@lowers_statement(cst.SimpleStatementLine)
def line(b: Builder, node: cst.SimpleStatementLine) -> None:
    b.statements(node.body)


@lowers_statement(cst.Expr)
def expression(b: Builder, node: cst.Expr) -> None:
    b.mark(node)
    if isinstance(node.value, cst.Ellipsis):
        b.emit(Jump("pass", b.block))
    elif not isinstance(node.value, cst.SimpleString | cst.ConcatenatedString):
        b.expr(node.value)


@lowers_statement(cst.Assign)
def assign(b: Builder, node: cst.Assign) -> None:
    b.mark(node)
    value = b.expr(node.value)
    for target in node.targets:
        b.bind(target.target, value)


@lowers_statement(cst.AnnAssign)
def annotated(b: Builder, node: cst.AnnAssign) -> None:
    b.mark(node)
    annotation = b.annotation(node.annotation.annotation)
    value = b.expr(node.value) if node.value is not None else NONE
    b.bind(node.target, value, annotation)


@lowers_statement(cst.AugAssign)
def augmented(b: Builder, node: cst.AugAssign) -> None:
    at, _ = b.mark(node)
    operator = operator_of(node.operator)
    value = b.expr(node.value)
    target = node.target
    if isinstance(target, cst.Name):
        b.bind(target, b.emit(Op(operator, (b.load(target.value), value), at, b.block)))
    elif isinstance(target, cst.Attribute):
        base = b.expr(target.value)
        place = b.near(target.attr)
        b.emit(SetAttr(base, target.attr.value, value, *place, b.block, operator))
    else:
        assert isinstance(target, cst.Subscript)
        base = b.expr(target.value)
        element = target.slice[0].slice
        key = b.expr(element.value) if isinstance(element, cst.Index) else b.unknown()
        b.emit(SetItem(base, key, value, *b.near(target), b.block, operator))


@lowers_statement(cst.TypeAlias)
def type_alias(b: Builder, node: cst.TypeAlias) -> None:
    place = b.mark(node)
    b.bind_name(node.name.value, b.annotation(node.value), NONE, *place)


@lowers_statement(cst.Return)
def return_(b: Builder, node: cst.Return) -> None:
    at, _ = b.mark(node)
    value = b.expr(node.value) if node.value is not None else NONE
    b.emit(Return(value, at, b.block))
    b.dead = True


@lowers_statement(cst.Raise)
def raise_(b: Builder, node: cst.Raise) -> None:
    at, column = b.mark(node)
    exception = b.expr(node.exc) if node.exc is not None else NONE
    cause = b.expr(node.cause.item) if node.cause is not None else NONE
    b.emit(Raise(exception, cause, at, column, b.block))
    b.dead = True


@lowers_statement(cst.Break, cst.Continue)
def jump(b: Builder, node: cst.Break | cst.Continue) -> None:
    b.emit(Jump("break" if isinstance(node, cst.Break) else "continue", b.block))
    b.dead = True


@lowers_statement(cst.Pass)
def pass_(b: Builder, node: cst.Pass) -> None:
    b.emit(Jump("pass", b.block))


@lowers_statement(cst.Assert)
def assert_(b: Builder, node: cst.Assert) -> None:
    at, _ = b.mark(node)
    test = b.expr(node.test)
    if node.msg is not None:
        b.expr(node.msg)
    b.emit(Assert(test, at, b.block))
    _apply(b, _narrowings(b, node.test, test)[0])


@lowers_statement(cst.Del)
def delete(b: Builder, node: cst.Del) -> None:
    at, _ = b.mark(node)
    _delete(b, node.target, at)


def _delete(b: Builder, target: cst.CSTNode, at: int) -> None:
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            _delete(b, element.value, at)
    elif isinstance(target, cst.Attribute):
        b.emit(Delete(b.expr(target.value), target.attr.value, at, b.block))
    elif isinstance(target, cst.Subscript):
        b.emit(Delete(b.expr(target.value), "", at, b.block))
    else:
        assert isinstance(target, cst.Name)
        b.emit(Delete(NONE, target.value, at, b.block))
        b.env.pop(target.value, None)


@lowers_statement(cst.Global, cst.Nonlocal)
def declare(b: Builder, node: cst.Global | cst.Nonlocal) -> None:
    for item in node.names:
        b.declared[item.name.value] = "global" if isinstance(node, cst.Global) else "nonlocal"


@lowers_statement(cst.Import, getattr(cst, "LazyImport", cst.Import))
def import_(b: Builder, node: cst.Import) -> None:
    b.mark(node)
    for alias in node.names:
        target = dotted(alias.name) or ""
        at, column = b.near(alias.name)
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            value = b.emit(Import(target, at, column, b.block))
            b.bind_name(alias.asname.name.value, value, NONE, at, column)
        else:
            root = target.split(".")[0]
            value = b.emit(Import(root, at, column, b.block, target if target != root else ""))
            b.bind_name(root, value, NONE, at, column)


@lowers_statement(cst.ImportFrom, getattr(cst, "LazyImportFrom", cst.ImportFrom))
def import_from(b: Builder, node: cst.ImportFrom) -> None:
    start, start_column = b.mark(node)
    module = "." * len(node.relative) + (dotted(node.module) or "")
    if isinstance(node.names, cst.ImportStar):
        at, column = b.near(node.module) if node.module is not None else (start, start_column)
        b.emit(Import(f"{module}:*", at, column, b.block))
        return
    for alias in node.names:
        name = dotted(alias.name) or ""
        at, column = b.near(alias.name)
        value = b.emit(Import(f"{module}:{name}", at, column, b.block))
        bound = (
            alias.asname.name.value if alias.asname is not None and isinstance(alias.asname.name, cst.Name) else name
        )
        b.bind_name(bound, value, NONE, at, column)


# -- definitions -------------------------------------------------------------------------------------------------------


@lowers_statement(cst.FunctionDef, cst.ClassDef)
def definition(b: Builder, node: cst.FunctionDef | cst.ClassDef) -> None:
    at, column = b.mark(node)
    kind = "function" if isinstance(node, cst.FunctionDef) else "class"
    value = b.define(kind, node.name.value, node, at, column)
    b.bind_name(node.name.value, value, NONE, at, column)


# -- branches and loops ------------------------------------------------------------------------------------------------

_Narrowing = list[tuple[str, int]]


def _narrowings(b: Builder, node: cst.BaseExpression, test: int) -> tuple[_Narrowing, _Narrowing]:
    """Names known to be of a class (or not None) where a test holds, and where it does not."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        holds, fails = _narrowings(b, node.expression, test)
        return fails, holds
    if isinstance(node, cst.BooleanOperation):
        left, right = _narrowings(b, node.left, test), _narrowings(b, node.right, test)
        return (left[0] + right[0], []) if isinstance(node.operator, cst.And) else ([], left[1] + right[1])
    if (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value == "isinstance"
        and len(node.args) == 2
        and isinstance(node.args[0].value, cst.Name)
    ):
        call = b.code[test]
        if isinstance(call, Call) and len(call.args) == 2:
            return [(node.args[0].value.value, call.args[1])], []
        # Part of a larger test: lower the class again, it is a name.
        return [(node.args[0].value.value, b.expr(node.args[1].value))], []
    return [], []


def _apply(b: Builder, narrowings: _Narrowing) -> None:
    for name, cls in narrowings:
        b.env[name] = b.emit(Narrow(b.load(name), cls))


@lowers_statement(cst.If)
def if_(b: Builder, node: cst.If) -> None:
    place = b.mark(node.test)
    test = b.expr(node.test)
    holds, fails = _narrowings(b, node.test, test)
    before, dead_before = dict(b.env), b.dead
    b.push("if", test, *place)
    _apply(b, holds)
    b.body(node.body)
    b.pop()
    then = (b.env, b.dead)
    b.env, b.dead = before, dead_before
    if node.orelse is not None:
        b.push("else", test, *place)
        _apply(b, fails)
        if isinstance(node.orelse, cst.If):
            if_(b, node.orelse)
        else:
            b.body(node.orelse.body)
        b.pop()
    elif fails and then[1]:
        _apply(b, fails)
    b.join([then, (b.env, b.dead)])


@lowers_statement(cst.For)
def for_(b: Builder, node: cst.For) -> None:
    place = b.mark(node)
    iterable = b.expr(node.iter)
    before, dead_before = dict(b.env), b.dead
    loop = b.push("async for" if node.asynchronous is not None else "for", iterable, *place)
    b.bind(node.target, b.emit(Iter(iterable, loop)))
    b.body(node.body)
    b.pop()
    _after_loop(b, node, before, dead_before)


@lowers_statement(cst.While)
def while_(b: Builder, node: cst.While) -> None:
    place = b.mark(node)
    before, dead_before = dict(b.env), b.dead
    loop = b.push("while", NONE, *place)
    test = b.expr(node.test)
    b.set_block_value(loop, test)
    start = len(b.code)
    b.body(node.body)
    b.pop()
    endless = (isinstance(node.test, cst.Name) and node.test.value == "True") or (
        isinstance(node.test, cst.Integer) and node.test.value == "1"
    )
    if endless and not _breaks(b, loop, start):
        b.dead = True
        return
    _after_loop(b, node, before, dead_before)


def _breaks(b: Builder, loop: int, start: int) -> bool:
    """Whether a `break` of this loop was emitted since `start`."""
    for ins in b.code[start:]:
        if isinstance(ins, Jump) and ins.kind == "break":
            block = ins.block
            while b.block_kind(block) not in ("for", "async for", "while"):
                block = b.block_parent(block)
            if block == loop:
                return True
    return False


def _after_loop(b: Builder, node: cst.For | cst.While, before: dict[str, int], dead_before: bool) -> None:
    b.join([(before, dead_before), (b.env, dead_before)])
    if node.orelse is not None:
        b.push("loop-else", NONE, *b.near(node))
        b.body(node.orelse.body)
        b.pop()
        b.dead = dead_before


@lowers_statement(cst.With)
def with_(b: Builder, node: cst.With) -> None:
    place = b.mark(node)
    is_async = node.asynchronous is not None
    opened = 0
    for item in node.items:
        manager = b.expr(item.item)
        b.push("async with" if is_async else "with", manager, *place)
        opened += 1
        if item.asname is not None:
            b.bind(item.asname.name, b.emit(Enter(manager, is_async)))
    b.body(node.body)
    for _ in range(opened):
        b.pop()


@lowers_statement(cst.Try, cst.TryStar)
def try_(b: Builder, node: cst.Try | cst.TryStar) -> None:
    place = b.mark(node)
    before, dead_before = dict(b.env), b.dead
    b.push("try", NONE, *place)
    b.body(node.body)
    b.pop()
    after_body = b.env
    paths: list[tuple[dict[str, int], bool]] = []
    if node.orelse is not None:
        b.push("try-else", NONE, *place)
        b.body(node.orelse.body)
        b.pop()
    paths.append((b.env, b.dead))
    for handler in node.handlers:
        # The body may have stopped anywhere: what it bound may be bound or not.
        b.join([(before, False), (after_body, False)])
        b.dead = dead_before
        at = b.mark(handler)
        caught = b.expr(handler.type) if handler.type is not None else NONE
        block = b.push("except", caught, *at)
        if handler.name is not None:
            b.bind(handler.name.name, b.emit(Caught(block)))
        b.body(handler.body)
        b.pop()
        paths.append((b.env, b.dead))
    b.join(paths)
    if node.finalbody is not None:
        dead = b.dead
        b.dead = False
        b.push("finally", NONE, *b.near(node))
        b.body(node.finalbody.body)
        b.pop()
        b.dead = dead or b.dead


@lowers_statement(cst.Match)
def match(b: Builder, node: cst.Match) -> None:
    subject = b.expr(node.subject)
    before, dead_before = dict(b.env), b.dead
    paths: list[tuple[dict[str, int], bool]] = []
    exhaustive = False
    for case in node.cases:
        b.env, b.dead = dict(before), dead_before
        b.push("case", subject, *b.near(case.pattern))
        _capture(b, case.pattern, subject)
        if case.guard is not None:
            b.expr(case.guard)
        b.body(case.body)
        b.pop()
        paths.append((b.env, b.dead))
        exhaustive = exhaustive or (
            isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None and case.guard is None
        )
    if not exhaustive:
        paths.append((before, dead_before))
    b.join(paths)


def _capture(b: Builder, pattern: cst.CSTNode | None, subject: int) -> None:
    """Bind the names that a pattern captures."""
    if isinstance(pattern, cst.MatchAs):
        if isinstance(pattern.pattern, cst.MatchClass):
            subject = b.emit(Narrow(subject, b.expr(pattern.pattern.cls)))
        _capture(b, pattern.pattern, subject)
        if pattern.name is not None:
            b.bind(pattern.name, subject)
    elif isinstance(pattern, cst.MatchClass):
        cls = b.expr(pattern.cls)
        if isinstance(b.code[subject], Name):
            b.env[b.code[subject].name] = b.emit(Narrow(subject, cls))  # type: ignore[union-attr]
        for name, index in [*b.env.items()]:
            if index == subject:
                b.env[name] = b.emit(Narrow(subject, cls))
        for part in pattern.patterns:
            _capture(b, part.value, b.unknown())
        for keyword in pattern.kwds:
            _capture(b, keyword.pattern, b.emit(Attr(subject, keyword.key.value, *b.near(keyword.key), b.block)))
    elif isinstance(pattern, cst.MatchOr):
        for option in pattern.patterns:
            _capture(b, option.pattern, subject)
    elif isinstance(pattern, cst.MatchSequence):
        for item in pattern.patterns:
            _capture(
                b, item.value if isinstance(item, cst.MatchSequenceElement) else item, b.emit(Iter(subject, b.block))
            )
    elif isinstance(pattern, cst.MatchMapping):
        for entry in pattern.elements:
            _capture(b, entry.pattern, b.unknown())
    elif isinstance(pattern, cst.MatchStar) and pattern.name is not None:
        b.bind(pattern.name, b.unknown())
