"""Values that hold too much are cut, and say less rather than something wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ddd_lint.index.bounds import MAX_NESTED, MAX_PARTS, cut, inside, too_large
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Cls, Ext, ExtInst, Fn, Inst, Lib, Lit, Method, Partial, Seq, Super, Tup, Value
from ddd_lint.model.facts import Return

LEAF = Ext("a")
REF = ("m.py", 1)
MANY = tuple(Lit(number) for number in range(MAX_PARTS + 1))


@pytest.mark.parametrize(
    ("value", "groups"),
    [
        (Seq("list", (LEAF,)), ((LEAF,), ())),
        (Seq("dict", (LEAF,), (LEAF,), (("x", (LEAF,)),)), ((LEAF,), (LEAF,), (LEAF,))),
        (Tup(((LEAF,), ())), ((LEAF,), ())),
        (Inst(REF, ((LEAF,),)), ((LEAF,),)),
        (Cls(REF), ()),
        (ExtInst("b", ((LEAF,),)), ((LEAF,),)),
        (Lib("django.QuerySet", (LEAF,)), ((LEAF,),)),
        (Method(LEAF, "x"), ((LEAF,),)),
        (Fn(REF), ()),
        (Fn(REF, LEAF), ((LEAF,),)),
        (Super(REF, None), ()),
        (Partial(LEAF), ((LEAF,),)),
        (LEAF, ()),
    ],
)
def test_what_a_value_holds(value: Value, groups: tuple[tuple[Value, ...], ...]) -> None:
    assert inside(value) == groups


@pytest.mark.parametrize(
    "value", [LEAF, Inst(REF), Seq("list", MANY[:-1]), Lib("django.QuerySet", (LEAF,)), Method(LEAF, "x")]
)
def test_what_fits_is_not_too_large(value: Value) -> None:
    assert not too_large(value)


@pytest.mark.parametrize(
    "value", [Seq("list", MANY), Tup((MANY,)), Method(Seq("list", MANY), "pop"), Seq("dict", (), MANY)]
)
def test_what_holds_too_much_is_too_large(value: Value) -> None:
    assert too_large(value)


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (Seq("list", (Seq("set", (Seq("tuple", (LEAF,)),)),)), Seq("list", (Seq("set", (Seq("tuple"),)),))),
        (Tup(((Tup(((Tup(((LEAF,),)),),)),),)), Tup(((Tup(((Tup(((),)),),)),),))),
        (Lib("django.QuerySet", (LEAF,)), Lib("django.QuerySet", (LEAF,))),
        (Inst(REF, ((LEAF,),)), Inst(REF, ((LEAF,),))),
        (Cls(REF, ((LEAF,),)), Cls(REF, ((LEAF,),))),
        (ExtInst("b", ((LEAF,),)), ExtInst("b", ((LEAF,),))),
        (Method(LEAF, "x"), Method(LEAF, "x")),
    ],
)
def test_what_a_cut_value_still_tells(value: Value, left: Value) -> None:
    assert cut(value) == left


def test_a_tree_of_tables_filled_with_itself_stays_small(
    make_index: Callable[[Mapping[str, str]], ProjectIndex],
) -> None:
    keys = "\n".join(
        f"    d['k{number}'] = serialize(d, o)\n    d['p{number}'] = [d, (d, serialize(o, d))]" for number in range(12)
    )
    project = make_index({"m.py": f"def serialize(o, p):\n    d = {{'a': 1, 'b': [o, p]}}\n{keys}\n    return d\n"})
    ref = next(("m.py", number) for number, unit in enumerate(project.files["m.py"].units) if unit.name == "serialize")
    unit = project.files["m.py"].units[ref[1]]
    returned = next(ins for ins in unit.code if isinstance(ins, Return))
    values = project.value(ref, returned.value)
    assert [value.kind for value in values if isinstance(value, Seq)] == ["dict"]
    assert not any(too_large(value) for value in values)


def test_what_lies_too_deep_is_too_large() -> None:
    value: Value = LEAF
    for _ in range(MAX_NESTED):
        value = Seq("list", (value,))
    assert not too_large(value)
    assert too_large(Seq("list", (value,)))
