"""Alignment gives the same places as LibCST's own provider."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from ddd_lint.syntax.children import children
from ddd_lint.syntax.positions import Positions
from ddd_lint.syntax.source import Lines

STDLIB = Path(sysconfig.get_paths()["stdlib"])
SAMPLE = [
    STDLIB / name
    for name in (
        "dataclasses.py",
        "textwrap.py",
        "argparse.py",
        "asyncio/base_events.py",
        "contextlib.py",
        "json/decoder.py",
    )
]
PLACED = (
    cst.Name,
    cst.SimpleString,
    cst.ExceptHandler,
    cst.Raise,
    cst.Attribute,
    cst.For,
    cst.While,
    cst.Return,
    cst.With,
    cst.Lambda,
)


def nodes(root: cst.CSTNode) -> list[cst.CSTNode]:
    found = [root]
    for node in found:
        found += children(node)
    return found


def exact(module: cst.Module) -> dict[cst.CSTNode, object]:
    return MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_alignment_agrees_with_libcst_on_real_modules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = cst.parse_module(text)
    positions = Positions(module, text)
    provider = exact(module)
    checked = 0
    for node in nodes(module):
        if isinstance(node, PLACED) and not getattr(node, "lpar", None):
            start = provider[node].start
            assert positions.place(node) == (start.line, start.column + 1), ast_of(module, node)
            checked += 1
    assert checked > 100


def test_nearly_all_real_modules_are_aligned() -> None:
    # Newer standard libraries use f-strings with quotes inside, which are left to LibCST.
    texts = [path.read_text(encoding="utf-8") for path in SAMPLE]
    aligned = [Positions(cst.parse_module(text), text)._offsets is not None for text in texts]
    assert aligned.count(True) >= len(SAMPLE) - 1


def ast_of(module: cst.Module, node: cst.CSTNode) -> str:
    return module.code_for_node(node)


@pytest.mark.parametrize(
    "source",
    [
        "match x:\n    case A(b=c) if c: pass\n    case {'k': v, **rest}: pass\n    case [a, *others]: pass\n    case _: pass\n",
        "match = 1\ncase = match\ntype = case\n_ = type\n",
        "async def f():\n    async for x in y: await x\n    return [z async for z in y if z]\n",
        "x = f'{a.b!r:>{width}} {c}' f'{d}' 'e'\n",
        "lambda a, *b, c=1, **d: a\n",
        "try:\n    pass\nexcept (A, B) as e:\n    raise C from e\nelse:\n    x\nfinally:\n    y\n",
        "def f(a, /, b: int = 1, *args: str, c, **kw) -> None: ...\n",
        "@d(1)\nclass A(B, metaclass=C):\n    x: int = 0\n",
        "a = b if c else d\nx = {k: v for k, v in y}\nz = (yield)\n",
        "from .a import (b as c, d)\nimport e.f as g, h.i\n",
        "x = 1e5 + 0x1F + 1_000j\ny = \"a\\\"b\" 'c'\n# comment with 'quotes\nz\n",
        'x = """multi\nline \\""" text"""; y = x\n',
    ],
)
def test_alignment_of_every_kind_of_leaf(source: str) -> None:
    module = cst.parse_module(source)
    positions = Positions(module, source)
    assert positions._offsets is not None
    provider = exact(module)
    for node in nodes(module):
        if isinstance(node, cst.Name):
            start = provider[node].start
            assert positions.place(node) == (start.line, start.column + 1)
            assert positions.span(node).end_column - positions.span(node).column == len(node.value)


def test_names_inside_f_strings_are_placed() -> None:
    source = 'x = f"{first} and {obj.second!r} {first}"\n'
    module = cst.parse_module(source)
    positions = Positions(module, source)
    string = cst.ensure_type(cst.ensure_type(module.body[0], cst.SimpleStatementLine).body[0], cst.Assign).value
    found = [(node.value, positions.place(node)) for node in nodes(string) if isinstance(node, cst.Name)]
    assert sorted(found) == [("first", (1, 8)), ("first", (1, 35)), ("obj", (1, 20)), ("second", (1, 24))]


def test_a_text_that_cannot_be_aligned_falls_back_to_libcst() -> None:
    # Quotes of the same kind inside an f-string (Python 3.12) end the token early.
    source = 'x = f"{names["first"]}"\ny = x\n'
    module = cst.parse_module(source)
    positions = Positions(module, source)
    provider = exact(module)
    for node in nodes(module):
        if isinstance(node, cst.Name):
            start = provider[node].start
            assert positions.place(node) == (start.line, start.column + 1)
            assert positions.near(node) == (start.line, start.column + 1)


def test_near_counts_the_brackets_before_the_first_leaf() -> None:
    source = "(a or b).c\n[x, y]\n((z))\n-w\n1\n"
    module = cst.parse_module(source)
    positions = Positions(module, source)
    statements = [
        cst.ensure_type(cst.ensure_type(line, cst.SimpleStatementLine).body[0], cst.Expr).value for line in module.body
    ]
    assert [positions.near(node) for node in statements] == [(1, 1), (2, 1), (3, 1), (4, 1), (0, 0)]


def test_span_of_a_larger_node_is_exact() -> None:
    source = "value = call(\n    1,\n)\n"
    module = cst.parse_module(source)
    call = cst.ensure_type(cst.ensure_type(module.body[0], cst.SimpleStatementLine).body[0], cst.Assign).value
    span = Positions(module, source).span(call)
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 9, 3, 2)


@given(st.text(alphabet="ab\n\r\x0c ", max_size=60), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_lines_and_offsets_are_inverse(text: str, offset: int) -> None:
    lines = Lines(text)
    offset = min(offset, len(text))
    assert lines.offset(*lines.place(offset)) == offset
