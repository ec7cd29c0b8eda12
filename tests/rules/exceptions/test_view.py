"""The names that stand for a value, as exception rules read them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from ddd_lint.config import load
from ddd_lint.engine.understand import understand
from ddd_lint.model.facts import Return
from ddd_lint.rules.exceptions.view import UnitView

DEEP = ".".join("abcdefghijklmno")
CASES = {
    "a.b.c": ("a", "b", "c"),
    "a(1).b": ("a", "b"),
    "a[0].b": ("a", "b"),
    "(await a.b).c": ("a", "b", "c"),
    "1": (),
    "(a or b).c": ("c",),
    "param.b": ("param", "b"),
    "known.b": ("known", "b"),
    "stated.b": ("stated", "b"),
    "either.b": ("stated", "b"),
    "os.path": ("os", "path"),
    "helper.b": ("helper", "b"),
    # As far as one follows.
    DEEP: tuple("cdefghijklmno"),
}


@pytest.mark.parametrize(("text", "names"), CASES.items(), ids=CASES)
def test_names_of_an_expression(text: str, names: tuple[str, ...], tmp_path: Path) -> None:
    body = f"""
    async def f(param, flag):
        import os
        def helper(): ...
        known = make()
        stated: int = make()
        either = known
        if flag:
            either = stated
        return {text}
    """
    (tmp_path / "m.py").write_text(textwrap.dedent(body))
    understood = understand(load(tmp_path, isolated=True), [tmp_path], jobs=0, cache=False)
    file = understood.project.files["m.py"]
    (number,) = (number for number, unit in enumerate(file.units) if unit.name == "f")
    (returned,) = (ins for ins in file.units[number].code if isinstance(ins, Return))
    assert UnitView(file, number).names(returned.value) == names
