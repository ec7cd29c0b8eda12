"""What a search for effects tells, and where it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.repeats import DATABASE
from ddd_lint.index.values import Ref

Make = Callable[[Mapping[str, str]], ProjectIndex]


def unit_called(project: ProjectIndex, name: str) -> Ref:
    (number,) = (number for number, unit in enumerate(project.files["m.py"].units) if unit.name == name)
    return ("m.py", number)


def wide(count: int) -> str:
    """A function that calls many others, of which the last sends a query."""
    helpers = "".join(f"def f{number}(): ...\n" for number in range(count))
    calls = "".join(f"    f{number}()\n" for number in range(count))
    query = "def last(connection: sqlite3.Connection):\n    connection.execute('SELECT 1')\n"
    return f"import sqlite3\n\n{helpers}{query}def start(connection):\n{calls}    middle(connection)\ndef middle(connection):\n    last(connection)\n"


@pytest.mark.parametrize(("count", "found", "cut"), [(500, True, 0), (700, False, 1)], ids=["followed", "cut short"])
def test_a_search_ends_where_too_many_functions_are_called(count: int, found: bool, cut: int, make_index: Make) -> None:
    project = make_index({"m.py": wide(count)})
    start = unit_called(project, "start")
    for _ in range(2):
        reach = project.effects.reach(start, None, DATABASE)
        assert (reach is not None) is found
        assert project.effects.truncated == cut
    if reach is not None:
        chain = [project.evaluator.files.unit(hop.callee).name for hop in reach.hops]
        assert (chain, reach.site.text) == (["middle", "last"], "connection.execute")


def test_what_a_search_that_was_cut_met_is_not_taken_for_silent(make_index: Make) -> None:
    project = make_index({"m.py": wide(700)})
    assert project.effects.reach(unit_called(project, "start"), None, DATABASE) is None
    middle = project.effects.reach(unit_called(project, "middle"), None, DATABASE)
    assert middle is not None
    assert middle.site.text == "connection.execute"
