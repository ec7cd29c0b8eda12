"""Names and places that the index tells of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.facts import Call, Name

Make = Callable[[Mapping[str, str]], ProjectIndex]

FILES = {
    "src/shop/__init__.py": "",
    "src/shop/tasks.py": """\
        import logging

        from celery import shared_task

        from shop import orders

        logger = logging.getLogger(__name__)


        @shared_task
        def greet(): ...


        def use(thing, pick):
            logger.exception("x")
            greet.delay()
            orders.pay()
            thing.run()
            orders
            (greet if pick else use)()
    """,
    "src/shop/orders.py": "def pay(): ...\n",
}


def qualified(project: ProjectIndex) -> dict[int, list[str]]:
    file = project.files["src/shop/tasks.py"]
    (number,) = (number for number, unit in enumerate(file.units) if unit.name == "use")
    return {
        ins.line: project.qualified_all(file, number, ins.func)
        for ins in file.units[number].code
        if isinstance(ins, Call)
    }


def test_callees_have_qualified_names(make_index: Make) -> None:
    found = qualified(make_index(FILES))
    assert found == {
        15: ["logging.Logger.exception"],
        16: ["shop.tasks.greet.delay"],
        17: ["shop.orders.pay"],
        18: [],
        20: ["shop.tasks.greet", "shop.tasks.use"],
    }


def test_a_name_that_may_be_several_is_none(make_index: Make) -> None:
    project = make_index(FILES)
    file = project.files["src/shop/tasks.py"]
    (number,) = (number for number, unit in enumerate(file.units) if unit.name == "use")
    calls = [ins for ins in file.units[number].code if isinstance(ins, Call)]
    names = [project.qualified(file, number, call.func) for call in calls]
    assert names == ["logging.Logger.exception", "shop.tasks.greet.delay", "shop.orders.pay", None, None]


def test_modules_have_names_too(make_index: Make) -> None:
    project = make_index(FILES)
    file = project.files["src/shop/tasks.py"]
    (number,) = (number for number, unit in enumerate(file.units) if unit.name == "use")
    at = next(at for at, ins in enumerate(file.units[number].code) if ins == Name("orders"))
    assert project.qualified_all(file, number, at) == ["shop.orders"]


def test_calls_reach_functions(make_index: Make) -> None:
    project = make_index(FILES)
    file = project.files["src/shop/tasks.py"]
    (number,) = (number for number, unit in enumerate(file.units) if unit.name == "use")
    reached = [
        [project.evaluator.files.unit(ref).name for ref in project.callee(file, number, at)]
        for at, ins in enumerate(file.units[number].code)
        if isinstance(ins, Call)
    ]
    assert reached == [[], [], ["pay"], [], ["greet", "use"]]
    assert [ref[0] for ref, _ in project.calls_named("pay")] == ["src/shop/tasks.py"]


def test_modules_have_dotted_names(make_index: Make) -> None:
    project = make_index(FILES)
    assert project.module("src/shop/tasks.py") == "shop.tasks"
    assert project.module("src/shop/__init__.py") == "shop"
