"""The state of lowering a tree to units of instructions: environment, blocks, emission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import libcst as cst

from ddd_lint.model.facts import NONE, Bind, Block, Const, Def, Ins, Join, Name, Param, Parameter, Return, Unit, Unknown
from ddd_lint.syntax.positions import Positions

_MAX_TEXT = 8000

ExpressionFunction = Callable[["Builder", Any], int]
StatementFunction = Callable[["Builder", Any], None]
EXPRESSIONS: dict[type[cst.CSTNode], ExpressionFunction] = {}
STATEMENTS: dict[type[cst.CSTNode], StatementFunction] = {}
_F = TypeVar("_F", bound=Callable[..., Any])


def lowers_expression(*kinds: type[cst.CSTNode]) -> Callable[[_F], _F]:
    """Register a function (builder, node) → instruction index for node types."""

    def register(function: _F) -> _F:
        for kind in kinds:
            EXPRESSIONS[kind] = function
        return function

    return register


def lowers_statement(*kinds: type[cst.CSTNode]) -> Callable[[_F], _F]:
    """Register a function (builder, node) for statement types."""

    def register(function: _F) -> _F:
        for kind in kinds:
            STATEMENTS[kind] = function
        return function

    return register


class Lowering:
    """Lowers one module; units still to be lowered wait in a list, so that nesting costs no recursion."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self._finished: list[Unit | None] = []
        self._waiting: list[tuple[int, Builder, cst.CSTNode]] = []

    def run(self, module: cst.Module) -> tuple[Unit, ...]:
        """All units of the module, parents before children."""
        self.add(Builder(self, "module", "", "", NONE, 1, 1), module)
        done = 0
        while done < len(self._waiting):
            index, builder, node = self._waiting[done]
            done += 1
            self._finished[index] = builder.build(node, index)
        return tuple(unit for unit in self._finished if unit is not None)

    def add(self, builder: Builder, node: cst.CSTNode) -> int:
        """Queue a unit; returns its number."""
        index = len(self._finished)
        self._finished.append(None)
        self._waiting.append((index, builder, node))
        return index


class Builder:
    """One unit under construction.

    `env` maps a local name to the instruction that holds its value on the current path; `dead` is set after `return`,
    `raise`, `break` or `continue`, until paths meet again.
    """

    def __init__(
        self, lowering: Lowering, kind: str, name: str, qualname: str, parent: int, line: int, column: int
    ) -> None:
        self.lowering = lowering
        self.positions = lowering.positions
        self.kind, self.name, self.qualname, self.parent = kind, name, qualname, parent
        self.line, self.column = line, column
        self.index = NONE
        self.code: list[Ins] = []
        self.env: dict[str, int] = {}
        self.dead = False
        self.block = 0
        self.last_line = line
        self.is_generator = False
        self.declared: dict[str, str] = {}
        self.annotations: dict[str, int] = {}
        # A place to use for nodes that the file's positions don't know (parsed from a string annotation).
        self.borrowed: tuple[int, int] | None = None
        self.in_annotation = False
        self._blocks: list[list[Any]] = [["body", NONE, NONE, line, column, line]]
        self._interned: dict[tuple[type, object], int] = {}

    def build(self, node: cst.CSTNode, index: int) -> Unit:
        """Lower the unit's node: a Module, ClassDef, FunctionDef or Lambda."""
        self.index = index
        decorators: list[int] = []
        bases: list[int] = []
        keywords: list[tuple[str, int]] = []
        params: list[Parameter] = []
        returns = NONE
        is_async = False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            decorators = [self.expr(decorator.decorator) for decorator in node.decorators]
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            params = self._params(node.params)
            if isinstance(node, cst.FunctionDef):
                is_async = node.asynchronous is not None
                if node.returns is not None:
                    returns = self.annotation(node.returns.annotation)
        elif isinstance(node, cst.ClassDef):
            bases = [self.expr(arg.value) for arg in node.bases]
            keywords = [(arg.keyword.value if arg.keyword else "**", self.expr(arg.value)) for arg in node.keywords]
        header = len(self.code)
        self.env = {param.name: self.emit(Param(number)) for number, param in enumerate(params)}
        if isinstance(node, cst.Lambda):
            self.emit(Return(self.expr(node.body), self.line, 0))
            self.dead = True
        elif isinstance(node, cst.Module):
            self.statements(node.body)
        else:
            self.body(node.body)  # type: ignore[attr-defined]
        self._blocks[0][5] = self.last_line
        return Unit(
            self.kind, self.name, self.qualname, self.parent, self.line, self.column, self.last_line, is_async, self.is_generator, not self.dead,
            tuple(params), tuple(decorators), tuple(bases), tuple(keywords), returns, header, tuple(self.code),
            tuple(Block(*block) for block in self._blocks), _type_params(node),
        )  # fmt: skip

    def _params(self, node: cst.Parameters) -> list[Parameter]:
        found: list[Parameter] = []
        groups: list[tuple[str, list[cst.Param]]] = [
            ("positional-only", list(node.posonly_params)),
            ("positional", list(node.params)),
        ]
        if isinstance(node.star_arg, cst.Param):
            groups.append(("*", [node.star_arg]))
        groups.append(("keyword", list(node.kwonly_params)))
        if node.star_kwarg is not None:
            groups.append(("**", [node.star_kwarg]))
        for kind, group in groups:
            for param in group:
                annotation = self.annotation(param.annotation.annotation) if param.annotation is not None else NONE
                default = self.expr(param.default) if param.default is not None else NONE
                line, column = self.near(param.name)
                found.append(Parameter(param.name.value, kind, annotation, default, line, column))
        return found

    # -- emission ----------------------------------------------------------------------------------------------------

    def emit(self, ins: Ins) -> int:
        """Append an instruction; returns its index."""
        self.code.append(ins)
        return len(self.code) - 1

    def const(self, value: str | int | float | bool | None) -> int:
        """The index of a literal's instruction, shared by equal ones."""
        if isinstance(value, str):
            value = value[:_MAX_TEXT]
        key = (type(value), value)
        index = self._interned.get(key)
        if index is None:
            index = self._interned[key] = self.emit(Const(value))
        return index

    def load(self, name: str) -> int:
        """The index of a name's value on this path."""
        index = self.env.get(name)
        if index is None:
            key = (Name, name)
            index = self._interned.get(key)
            if index is None:
                index = self._interned[key] = self.emit(Name(name))
        return index

    def unknown(self) -> int:
        """The index of the unit's unknown value."""
        key = (Unknown, None)
        index = self._interned.get(key)
        if index is None:
            index = self._interned[key] = self.emit(Unknown())
        return index

    def near(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node begins."""
        if self.borrowed is not None:
            return self.borrowed
        return self.positions.near(node)

    # -- expressions -------------------------------------------------------------------------------------------------

    def expr(self, node: cst.CSTNode) -> int:
        """Lower an expression; returns the index of its value."""
        function = EXPRESSIONS.get(node.__class__)
        return self.unknown() if function is None else function(self, node)

    def annotation(self, node: cst.CSTNode) -> int:
        """Lower an annotation: strings in it are forward references."""
        before, self.in_annotation = self.in_annotation, True
        try:
            return self.expr(node)
        finally:
            self.in_annotation = before

    def bind(self, target: cst.CSTNode, value: int, annotation: int = NONE) -> None:
        """Bind an assignment target to a value."""
        function = STATEMENT_TARGETS.get(target.__class__)
        if function is not None:
            function(self, target, value, annotation)

    def bind_name(self, name: str, value: int, annotation: int, line: int, column: int) -> None:
        """Bind a name; an annotated one is held by the binding itself, whose annotation tells more than its value.

        An annotation holds for later bindings of the name in the unit too.
        """
        if annotation == NONE:
            annotation = self.annotations.get(name, NONE)
        else:
            self.annotations[name] = annotation
        index = self.emit(Bind(name, value, annotation, line, column, self.block, self.declared.get(name, "")))
        self.env[name] = index if annotation != NONE else value

    # -- blocks and paths --------------------------------------------------------------------------------------------

    def push(self, kind: str, value: int, line: int, column: int) -> int:
        """Open a nested block and make it current; returns its number."""
        self._blocks.append([kind, self.block, value, line, column, line])
        self.block = len(self._blocks) - 1
        return self.block

    def pop(self) -> None:
        """Close the current block."""
        self._blocks[self.block][5] = max(self._blocks[self.block][5], self.last_line)
        self.block = self._blocks[self.block][1]

    def block_kind(self, block: int) -> str:
        """The kind of a block."""
        return str(self._blocks[block][0])

    def block_parent(self, block: int) -> int:
        """The block around a block."""
        return int(self._blocks[block][1])

    def set_block_value(self, block: int, value: int) -> None:
        """Give a block its test, where that is evaluated inside it."""
        self._blocks[block][2] = value

    def join(self, paths: list[tuple[dict[str, int], bool]]) -> None:
        """Continue where several paths (environment, dead) meet."""
        alive = [env for env, dead in paths if not dead]
        self.dead = not alive
        if not alive:
            self.env = dict(paths[0][0])
            return
        first = alive[0]
        if len(alive) == 1:
            self.env = first
            return
        merged: dict[str, int] = {}
        names = dict.fromkeys(name for env in alive for name in env)
        for name in names:
            found = dict.fromkeys(env[name] for env in alive if name in env)
            # A name unbound on one path is what the bound paths say: reading it otherwise is an error.
            merged[name] = next(iter(found)) if len(found) == 1 else self.emit(Join(tuple(found)))
        self.env = merged

    # -- statements --------------------------------------------------------------------------------------------------

    def body(self, node: cst.CSTNode) -> None:
        """Lower an IndentedBlock or SimpleStatementSuite."""
        self.statements(node.body)  # type: ignore[attr-defined]

    def statements(self, nodes: Any) -> None:
        """Lower a sequence of statements; what follows a dead end is still lowered (a reader may care)."""
        for node in nodes:
            function = STATEMENTS.get(node.__class__)
            if function is not None:
                function(self, node)

    def mark(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a statement begins; keeps the unit's last line up to date."""
        line, column = self.near(node)
        if line > self.last_line:
            self.last_line = line
        return line, column

    def define(self, kind: str, name: str, node: cst.CSTNode, line: int, column: int) -> int:
        """Queue a nested unit; returns the index of its Def instruction."""
        prefix = f"{self.qualname}." if self.qualname else ""
        unit = self.lowering.add(Builder(self.lowering, kind, name, prefix + name, self.index, line, column), node)
        return self.emit(Def(unit, self.block))


def _type_params(node: cst.CSTNode) -> tuple[str, ...]:
    declared = getattr(node, "type_parameters", None)
    return () if declared is None else tuple(param.param.name.value for param in declared.params)


TargetFunction = Callable[[Builder, Any, int, int], None]
STATEMENT_TARGETS: dict[type[cst.CSTNode], TargetFunction] = {}


def lowers_target(*kinds: type[cst.CSTNode]) -> Callable[[_F], _F]:
    """Register a function (builder, target, value, annotation) for assignment targets."""

    def register(function: _F) -> _F:
        for kind in kinds:
            STATEMENT_TARGETS[kind] = function
        return function

    return register
