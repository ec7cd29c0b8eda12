"""Direct reads of the process environment, and modules that do nothing but gather them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import libcst as cst
import msgspec

from ddd_lint.frameworks.environment import GETENV_FUNCTIONS, MAPPING_READS
from ddd_lint.rules.configuration.literals import last_name, target_name, text_of
from ddd_lint.rules.configuration.reads import is_environ
from ddd_lint.rules.configuration.secrecy import words_of
from ddd_lint.syntax.children import children
from ddd_lint.syntax.walk import FileContext

_SETTINGS_WORDS = frozenset({"config", "configuration", "settings", "environment", "env", "options", "conf"})
_QUIET_STATEMENTS = (cst.Import, cst.ImportFrom, cst.Pass, cst.Raise, cst.Assert, cst.Global)


class Read(msgspec.Struct, frozen=True):
    """A read: the node of `os.environ` or `os.getenv`, and the variable, or "" where its name is computed."""

    place: cst.BaseExpression
    variable: str


def read_of(node: cst.CSTNode, parent: cst.CSTNode, context: FileContext) -> Read | None:
    """The read that a node is; writing, deleting, copying and passing on the environment are none."""
    if isinstance(node, cst.Call):
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value in MAPPING_READS:
            if not is_environ(func.value, context):
                return None
            return Read(func.value, _first_text(node))
        name = last_name(func)
        if (isinstance(func, cst.Name) or name.startswith("getenv")) and context.qualify(func) in GETENV_FUNCTIONS:
            return Read(func, _first_text(node))
    elif isinstance(node, cst.Subscript):
        if is_environ(node.value, context) and not isinstance(
            parent, cst.AssignTarget | cst.Del | cst.AugAssign | cst.Element
        ):
            return Read(node.value, target_name(node))
    elif isinstance(node, cst.Comparison):
        target = node.comparisons[0]
        if isinstance(target.operator, cst.In | cst.NotIn) and is_environ(target.comparator, context):
            return Read(target.comparator, text_of(node.left) or "")
    return None


def reads_in(root: cst.CSTNode, context: FileContext) -> Iterator[Read]:
    """Every read below a node, in source order."""
    stack: list[tuple[cst.CSTNode, cst.CSTNode]] = [(root, root)]
    while stack:
        node, parent = stack.pop()
        read = read_of(node, parent, context)
        if read is not None:
            yield read
        stack.extend((child, node) for child in reversed(children(node)))


def _first_text(call: cst.Call) -> str:
    return text_of(call.args[0].value) or "" if call.args else ""


@lru_cache(maxsize=1)
def is_gatherer(context: FileContext) -> bool:
    """Whether the module only gathers values from the environment, and so is a settings module whatever its name.

    It holds imports, constants, values read or made from read ones, functions that return read values or help to
    convert them, and classes of such values; at least a third of its values and functions read.
    """
    helpers: set[str] = set()
    reading = others = 0
    functions: list[cst.FunctionDef] = []
    for statement in _statements(context.module.body):
        if isinstance(statement, cst.FunctionDef):
            functions.append(statement)
        elif isinstance(statement, cst.ClassDef):
            if not _holds_values(statement):
                return False
            reading += _reads(statement, context)
        elif isinstance(statement, cst.Assign | cst.AnnAssign):
            helpers.update(_called(statement))
            reads = _reads(statement, context) or bool(_called(statement).intersection(f.name.value for f in functions))
            reading += reads
            others += not reads
        else:
            return False
    for function in functions:
        if _reads(function, context) and not function.decorators:
            reading += 1
        elif function.name.value not in helpers:
            return False
    return reading > 0 and reading * 2 >= others


def _statements(body: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """The module's statements that matter: conditions and `try` opened, imports and docstrings left out."""
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                is_text = isinstance(small, cst.Expr) and text_of(small.value) is not None
                is_loading = isinstance(small, cst.Expr) and last_name(small.value) == "load_dotenv"
                if not (isinstance(small, _QUIET_STATEMENTS) or is_text or is_loading):
                    yield small
        elif isinstance(statement, cst.If):
            yield from _statements(statement.body.body)
            if statement.orelse is not None:
                yield from _statements([statement.orelse])
        elif isinstance(statement, cst.Else):
            yield from _statements(statement.body.body)
        elif isinstance(statement, cst.Try):
            yield from _statements(statement.body.body)
            for handler in statement.handlers:
                yield from _statements(handler.body.body)
        else:
            yield statement


def _reads(node: cst.CSTNode, context: FileContext) -> bool:
    return next(reads_in(node, context), None) is not None


def _called(node: cst.CSTNode) -> set[str]:
    found: set[str] = set()
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, cst.Call):
            found.add(last_name(part.func))
        stack.extend(children(part))
    return found


def _holds_values(node: cst.ClassDef) -> bool:
    """Whether a class is named for settings, or has fields only."""
    if is_settings_name(node.name.value):
        return True
    return not any(isinstance(statement, cst.FunctionDef) for statement in node.body.body)


def is_settings_name(name: str) -> bool:
    """Whether a class's name says that it holds settings: `Config`, `AppSettings`."""
    words = words_of(name)
    return bool(words) and words[-1] in _SETTINGS_WORDS
