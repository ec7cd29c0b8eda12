"""A page whose examples are not true must be told."""

import msgspec
import pytest

from ddd_lint.model.rule import Fixability, RuleMeta, Status
from ddd_lint.testing import check_page
from ddd_lint.testing.pages import examples

BAD = "def f():\n    raise Exception('no')\n"
GOOD = "def f():\n    raise LookupError('no')\n"


def page(bad: str, good: str, code: str = "DDD604") -> RuleMeta:
    text = f"A rule.\n\n## What it does\n\nIt is.\n\n## Bad\n\n{bad}\n\n## Good\n\n{good}\n\n## How to fix\n\nSo."
    return RuleMeta(code, "generic-raise", "", Status.STABLE, Fixability.NONE, "0.1.0", text)


def block(text: str, language: str = "python") -> str:
    return f"```{language}\n{text}```\n"


def test_true_examples_pass() -> None:
    check_page(page(block(BAD), block(GOOD)))
    check_page(page(block(GOOD) + "\nand\n\n" + block("# path: app/a.py\n" + BAD), "So it is right:\n\n" + block(GOOD)))


def test_a_configuration_belongs_to_its_section() -> None:
    configuration = block('per-file-ignores = { "example.py" = ["generic-raise"] }\n', "toml")
    check_page(page(block(BAD), configuration + block(BAD)))
    with pytest.raises(AssertionError, match="DDD604: finds nothing in the example under `## Bad`"):
        check_page(page(configuration + block(BAD), block(GOOD)))


def test_untrue_examples_are_told() -> None:
    with pytest.raises(AssertionError, match="DDD604: finds nothing in the example under `## Bad`"):
        check_page(page(block(GOOD), block(GOOD)))
    with pytest.raises(AssertionError, match=r"under `## Good`:\n  example\.py:2:5: "):
        check_page(page(block(BAD), block(BAD)))


@pytest.mark.parametrize("empty", ["", "Nothing.", block(BAD, "text"), "## Other\n\n" + block(BAD)])
def test_every_section_needs_an_example(empty: str) -> None:
    with pytest.raises(AssertionError, match="DDD604: there is no example under `## Bad`"):
        check_page(page(empty, block(GOOD)))


def test_a_page_needs_its_sections() -> None:
    with pytest.raises(AssertionError, match="DDD604: there is no example under `## Bad`"):
        check_page(msgspec.structs.replace(page("", ""), page="A rule."))


def test_two_files_need_two_names() -> None:
    with pytest.raises(AssertionError, match=r"two examples under `## Bad` are called example\.py"):
        check_page(page(block(BAD) + "\n" + block(BAD), block(GOOD)))


def test_a_rule_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("ddd_lint.engine.analyse.extract", fail)
    with pytest.raises(AssertionError, match="DDD604: under `## Bad`: facts RuntimeError: no"):
        check_page(page(block(BAD), block(GOOD)))


def test_the_last_section_reaches_to_the_end() -> None:
    meta = msgspec.structs.replace(page("", ""), page="## Good\n" + block(GOOD))
    assert examples(meta, "Good") == ({"example.py": GOOD}, "")
