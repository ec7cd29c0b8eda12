"""Statements and expressions become the instructions that `model/facts.py` describes."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import msgspec
import pytest

from ddd_lint.facts import extract
from ddd_lint.facts.builder import STATEMENTS
from ddd_lint.model import facts as ir
from ddd_lint.model.facts import FileFacts, Unit

STDLIB = Path(sysconfig.get_paths()["stdlib"])


def lower(source: str) -> FileFacts:
    return extract("m.py", source, cst.parse_module(source))


def function(source: str, name: str = "f") -> Unit:
    return next(unit for unit in lower(source).units if unit.name == name)


def of(unit: Unit, kind: type) -> list:
    return [ins for ins in unit.code if isinstance(ins, kind)]


def test_a_local_name_is_replaced_by_its_value() -> None:
    unit = function("def f(a):\n    b = a.x\n    return b\n")
    (returned,) = of(unit, ir.Return)
    assert isinstance(unit.code[returned.value], ir.Attr)


def test_paths_meet_in_a_join() -> None:
    unit = function("def f(a):\n    if a:\n        b = 1\n    else:\n        b = 2\n    return b\n")
    (returned,) = of(unit, ir.Return)
    join = unit.code[returned.value]
    assert isinstance(join, ir.Join)
    assert [unit.code[value].value for value in join.values] == [1, 2]


def test_a_path_that_ended_does_not_meet() -> None:
    unit = function("def f(a):\n    b = 1\n    if a:\n        b = 2\n        return b\n    return b\n")
    last = of(unit, ir.Return)[-1]
    assert unit.code[last.value] == ir.Const(1)


@pytest.mark.parametrize(
    ("body", "falls"),
    [
        ("return 1", False),
        ("raise E", False),
        ("while True:\n        pass", False),
        ("while True:\n        break", True),
        ("while 1:\n        for x in y:\n            break", False),
        ("while a:\n        return 1", True),
        ("if a:\n        return 1", True),
        ("if a:\n        return 1\n    else:\n        raise E", False),
        ("for x in a:\n        return x", True),
        ("try:\n        return 1\n    except E:\n        raise", False),
        ("try:\n        return 1\n    except E:\n        pass", True),
        ("try:\n        pass\n    finally:\n        return 1", False),
        ("with a:\n        return 1", False),
        ("match a:\n        case 1:\n            return 1", True),
        ("match a:\n        case 1:\n            return 1\n        case _:\n            return 2", False),
        ("for x in a:\n        pass\n    else:\n        return 1", True),
        ("pass", True),
    ],
)
def test_whether_control_reaches_the_end(body: str, falls: bool) -> None:
    assert function(f"def f(a):\n    {body}\n").falls_through is falls


def test_blocks_nest_and_know_their_heads() -> None:
    unit = function(
        "def f(xs):\n    for x in xs:\n        if x:\n            try:\n                g(x)\n            except (A, B):\n                pass\n"
    )
    assert [(block.kind, block.parent, block.line, block.column) for block in unit.blocks[1:]] == [
        ("for", 0, 2, 5),
        ("if", 1, 3, 12),
        ("try", 2, 4, 13),
        ("except", 2, 6, 13),
    ]
    handler = unit.blocks[4]
    assert unit.code[handler.value].kind == "tuple"
    (call,) = of(unit, ir.Call)
    assert call.block == 3


def test_places_of_calls() -> None:
    unit = function("def f(q):\n    return (\n        q.filter(1)\n        .first()\n    )\n")
    first = of(unit, ir.Call)[-1]
    assert (first.line, first.column, first.start_line, first.start_column) == (4, 10, 3, 9)


def test_call_arguments_keep_their_kinds() -> None:
    unit = function("def f(a, b):\n    g(1, *a, k=2, **b)\n    h(1, 2)\n")
    calls = of(unit, ir.Call)
    assert calls[0].names == ("", "*", "k", "**")
    assert calls[1].names == ()


def test_imports_keep_their_form() -> None:
    module = lower("import a.b.c\nimport d.e as f\nfrom ..g import h as i, j\nfrom k import *\n").units[0]
    assert [(ins.target, ins.loads) for ins in of(module, ir.Import)] == [
        ("a", "a.b.c"),
        ("d.e", ""),
        ("..g:h", ""),
        ("..g:j", ""),
        ("k:*", ""),
    ]
    assert [bind.name for bind in of(module, ir.Bind)] == ["a", "f", "i", "j"]


def test_string_annotations_are_read() -> None:
    unit = function("def f(a: 'Optional[app.User]', b: Literal['x'], c: 'not a type!'): ...\n")
    assert isinstance(unit.code[unit.params[0].annotation], ir.Subscript)
    literal = unit.code[unit.params[1].annotation]
    assert unit.code[literal.key] == ir.Const("x")
    assert unit.code[unit.params[2].annotation] == ir.Const("not a type!")


def test_parameters_of_every_kind() -> None:
    unit = function("def f(a, /, b, *c, d=1, **e): ...\n")
    assert [(param.name, param.kind) for param in unit.params] == [
        ("a", "positional-only"),
        ("b", "positional"),
        ("c", "*"),
        ("d", "keyword"),
        ("e", "**"),
    ]


def test_units_nest_and_parents_come_first() -> None:
    file = lower(
        "class A:\n    def m(self):\n        def inner():\n            return lambda x: x\n        return inner\n"
    )
    assert [(unit.kind, unit.qualname, unit.parent) for unit in file.units] == [
        ("module", "", -1),
        ("class", "A", 0),
        ("function", "A.m", 1),
        ("function", "A.m.inner", 2),
        ("lambda", "A.m.inner.<lambda>", 3),
    ]


def test_unpacking_binds_elements_directly_where_the_display_is_there() -> None:
    unit = function("def f(p):\n    a, b = 1, 2\n    c, *d = p\n    return a, c, d\n")
    binds = {bind.name: unit.code[bind.value] for bind in of(unit, ir.Bind)}
    assert binds["a"] == ir.Const(1)
    assert isinstance(binds["c"], ir.Elem)
    assert isinstance(binds["d"], ir.Collection)


def test_isinstance_narrows_one_branch() -> None:
    unit = function("def f(a):\n    if not isinstance(a, B):\n        return a.x\n    return a.y\n")
    attributes = {ins.name: unit.code[ins.base] for ins in of(unit, ir.Attr)}
    assert isinstance(attributes["x"], ir.Param)
    assert isinstance(attributes["y"], ir.Narrow)


@pytest.mark.parametrize("test", ["isinstance(a, B) and c", "isinstance(a, (B, C))"])
def test_isinstance_inside_a_larger_test_narrows(test: str) -> None:
    unit = function(f"def f(a, c):\n    if {test}:\n        return a.x\n")
    (attribute,) = of(unit, ir.Attr)
    assert isinstance(unit.code[attribute.base], ir.Narrow)


def test_assert_narrows() -> None:
    unit = function("def f(a):\n    assert isinstance(a, B), 'message'\n    return a.x\n")
    (attribute,) = of(unit, ir.Attr)
    assert isinstance(unit.code[attribute.base], ir.Narrow)


def test_writes_of_every_kind() -> None:
    unit = function(
        "def f(a):\n    a.x = 1\n    a.y += 2\n    a[0] = 3\n    a[1:2] = 4\n    a['k'] += 5\n    a.z: int = 6\n    n = 0\n    n += 1\n"
    )
    assert [(ins.name, ins.operator) for ins in of(unit, ir.SetAttr)] == [("x", ""), ("y", "+="), ("z", "")]
    assert [ins.operator for ins in of(unit, ir.SetItem)] == ["", "", "+="]
    assert of(unit, ir.Op)[-1].operator == "+="


def test_targets_that_only_the_parser_allows_bind_nothing() -> None:
    unit = function("def f(x):\n    *a = x\n    for *b in x:\n        pass\n    c = x\n    (d, e) = c\n")
    assert [bind.name for bind in of(unit, ir.Bind)] == ["c", "d", "e"]


def test_deletes_of_every_kind() -> None:
    unit = function("def f(x, y):\n    del x.a, (x[0], [(y)])\n    return y\n")
    assert [(delete.base, delete.name) for delete in of(unit, ir.Delete)] == [(0, "a"), (0, ""), (-1, "y")]
    assert unit.code[of(unit, ir.Return)[0].value] == ir.Name("y")


def test_a_statement_that_only_a_newer_parser_knows_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(STATEMENTS, cst.Assert)
    unit = function("def f(x):\n    assert x\n    return x\n")
    assert [ins.__class__ for ins in unit.code] == [ir.Param, ir.Return]


def test_deletes_and_global_bindings() -> None:
    unit = function("def f(a):\n    global g\n    g = 1\n    del a.x, a[0]\n    del a\n")
    assert [(ins.name, ins.base >= 0) for ins in of(unit, ir.Delete)] == [("x", True), ("", True), ("a", False)]
    assert of(unit, ir.Bind)[0].scope == "global"


def test_comprehensions_have_loops_and_scopes_of_their_own() -> None:
    unit = function("def f(xs, x):\n    a = {k: v for k, v in xs if k for w in v}\n    return x\n")
    (comp,) = of(unit, ir.Comp)
    assert comp.kind == "dict"
    assert [block.kind for block in unit.blocks] == ["body", "comp", "if", "comp"]
    (returned,) = of(unit, ir.Return)
    assert unit.code[returned.value] == ir.Param(1)


def test_literals() -> None:
    module = lower(
        "a = 10 ** 400\nb = 123456789012345678901234567890\nc = b'x'\nd = 'a' 'b'\ne = f'x{a}' 'y'\ng = -1.5\nh = '\\ud800'\ni = ...\nj = f'{d:>{a}}'\n"  # noqa: E501
    ).units[0]
    binds = {bind.name: module.code[bind.value] for bind in of(module, ir.Bind)}
    assert isinstance(binds["a"], ir.Op)
    assert isinstance(binds["b"], ir.Unknown)
    assert binds["c"] == ir.Const("b'x'")
    assert binds["d"] == ir.Const("ab")
    assert isinstance(binds["e"], ir.Format)
    assert binds["g"] == ir.Const(-1.5)
    assert binds["h"] == ir.Const("?")
    assert binds["i"] == ir.Const("...")
    assert len(binds["j"].parts) == 2


def test_match_captures() -> None:
    unit = function(
        "def f(a):\n    match a:\n        case B(x, y=z) as b:\n            return b.p, z\n        case [c, *d] | {'k': e, **r}:\n            return c\n"  # noqa: E501
        "        case B() if a.q:\n            return a.r\n"
    )
    attribute = next(ins for ins in of(unit, ir.Attr) if ins.name == "p")
    assert isinstance(unit.code[attribute.base], ir.Narrow)
    assert any(ins.name == "y" for ins in of(unit, ir.Attr))


def test_match_narrows_a_name_of_an_enclosing_scope_too() -> None:
    unit = function("def f():\n    match shape:\n        case Round():\n            return shape\n    return shape\n")
    inside, outside = (unit.code[ins.value] for ins in of(unit, ir.Return))
    assert isinstance(inside, ir.Narrow)
    assert (unit.code[inside.base], unit.code[inside.cls]) == (ir.Name("shape"), ir.Name("Round"))
    assert outside == ir.Name("shape")


def test_async_and_generators() -> None:
    file = lower(
        "async def f(a):\n    async with a as b:\n        async for c in b:\n            yield c\n    await a\n\ndef g(x):\n    y = yield\n    yield from x\n"  # noqa: E501
    )
    first, second = (next(unit for unit in file.units if unit.name == name) for name in "fg")
    assert first.is_async
    assert first.is_generator
    assert [block.kind for block in first.blocks] == ["body", "async with", "async for"]
    assert [(ins.value >= 0, ins.is_from) for ins in of(second, ir.Yield)] == [(False, False), (True, True)]


def test_type_parameters_and_aliases() -> None:
    file = lower("type Ids = list[int]\nclass A[T]:\n    def m[U](self): ...\n")
    assert of(file.units[0], ir.Bind)[0].name == "Ids"
    assert [unit.type_params for unit in file.units] == [(), ("T",), ("U",)]


@pytest.mark.parametrize(
    ("source", "exports"),
    [
        ("__all__ = ['a', 'b']\n", ("a", "b")),
        ("__all__ = ('a',)\n__all__ += ['c']\n", ("a", "c")),
        ("__all__ = names()\n", None),
        ("x = 1\n", None),
    ],
)
def test_exports(source: str, exports: tuple[str, ...] | None) -> None:
    assert lower(source).exports == exports


def test_a_long_chain_of_operators_needs_no_recursion() -> None:
    unit = function("def f(a):\n    return " + " + ".join(["a"] * 600) + "\n")
    assert len(of(unit, ir.Op)) == 599


@pytest.mark.parametrize(
    "name",
    ["argparse.py", "asyncio/tasks.py", "dataclasses.py", "typing.py", "unittest/mock.py", "decimal.py", "inspect.py"],
)
def test_real_modules_survive_the_codec_and_refer_backwards(name: str) -> None:
    source = (STDLIB / name).read_text(encoding="utf-8")
    facts = extract(name, source, cst.parse_module(source))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts)
    assert again == facts
    for unit in facts.units:
        for index, ins in enumerate(unit.code):
            for field in ("base", "func", "value", "key", "exception", "cause", "test", "element"):
                operand = getattr(ins, field, -1)
                if field == "value" and isinstance(ins, ir.Const):
                    continue
                assert operand < index
            assert getattr(ins, "block", 0) < len(unit.blocks)
