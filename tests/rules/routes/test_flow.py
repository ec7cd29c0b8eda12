"""Which paths through a handler exclude each other, and what its values are made of."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from ddd_lint.facts import extract
from ddd_lint.model.facts import Call, Const, Name
from ddd_lint.rules.routes.flow import Flow


def flow_of(body: str) -> Flow:
    text = "def handler(x, y):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    facts = extract("m.py", text, cst.parse_module(text))
    return Flow(next(unit for unit in facts.units if unit.name == "handler"))


def block_of(flow: Flow, name: str) -> int:
    for ins in flow.code:
        if isinstance(ins, Call) and flow.text(ins.func) == name:
            return ins.block
    raise AssertionError(f"no call of {name}")


EXCLUSIVE = [
    "if x:\n    one()\nelse:\n    two()\n",
    "if x:\n    one()\nelif y:\n    two()\n",
    "if x:\n    one()\n    return\ntwo()\n",
    "for i in x:\n    if i:\n        one()\n        continue\n    two()\n",
    "try:\n    one()\nexcept ValueError:\n    two()\n",
    "try:\n    x()\nexcept KeyError:\n    one()\nexcept ValueError:\n    two()\n",
    "try:\n    x()\nexcept KeyError:\n    one()\n    raise\ntwo()\n",
    "match x:\n    case 1:\n        one()\n    case 2:\n        two()\n",
    "if x == 'a':\n    one()\nif x == 'b':\n    two()\n",
]
TOGETHER = [
    "one()\ntwo()\n",
    "if x:\n    one()\n    two()\n",
    "if x:\n    one()\ntwo()\n",
    "if x:\n    one()\nif y:\n    two()\n",
    "if x == 'a':\n    one()\nif y == 'b':\n    two()\n",
    "if x == 'a':\n    one()\nif x == 'a':\n    two()\n",
    "if x == y:\n    one()\nif x == 'b':\n    two()\n",
    "if x > 1:\n    one()\nif x == 1:\n    two()\n",
    "for i in x:\n    one()\nfor i in y:\n    two()\n",
    "with x:\n    one()\n    return\ntwo()\n",
    "if x:\n    if y:\n        pass\n    one()\nelse:\n    pass\ntwo()\n",
    "try:\n    one()\nfinally:\n    two()\n",
]


@pytest.mark.parametrize("body", EXCLUSIVE)
def test_paths_that_exclude_each_other(body: str) -> None:
    flow = flow_of(body)
    assert flow.exclude(block_of(flow, "one"), block_of(flow, "two"))


@pytest.mark.parametrize("body", TOGETHER)
def test_paths_that_may_both_run(body: str) -> None:
    flow = flow_of(body)
    assert not flow.exclude(block_of(flow, "one"), block_of(flow, "two"))


MADE_OF = [
    ("f'{1}-{x}'", {1, "-"}),
    ("[*x, 1]", {1}),
    ("{'k': 2}", {"k", 2}),
    ("x[3]", {3}),
    ("-4", {-4}),
    ("x.get(5)", {5}),
    ("(6 if x else 7)", {6, 7}),
    ("[i + 8 for i in (9, x)]", {8, 9}),
    ("(z := 10)", {10}),
]


@pytest.mark.parametrize(("expression", "constants"), MADE_OF)
def test_what_a_value_is_made_of(expression: str, constants: set[object]) -> None:
    flow = flow_of(f"target({expression})\n")
    call = next(ins for ins in flow.code if isinstance(ins, Call) and flow.text(ins.func) == "target")
    made = flow.slice(call.args[0])
    assert {ins.value for at in made if isinstance(ins := flow.code[at], Const)} >= constants


def test_a_slice_may_leave_out_what_calls_get() -> None:
    flow = flow_of("target(inner(1))\n")
    call = next(ins for ins in flow.code if isinstance(ins, Call) and flow.text(ins.func) == "target")
    made = [flow.code[at] for at in flow.slice(call.args[0], calls=False)]
    assert not any(isinstance(ins, Const) for ins in made)
    assert any(isinstance(ins, Name) and ins.name == "inner" for ins in made)


def test_an_object_comes_from_every_path() -> None:
    flow = flow_of("a = x()\nif y:\n    a, _ = y()\nwith a as b:\n    save(b)\n")
    calls = {flow.text(ins.func): at for at, ins in enumerate(flow.code) if isinstance(ins, Call)}
    save = flow.code[calls["save"]]
    assert isinstance(save, Call)
    assert {calls["x"], calls["y"]} <= flow.origins(save.args[0])
    assert flow.within(0, 0)
    assert not flow.within(0, 1)
