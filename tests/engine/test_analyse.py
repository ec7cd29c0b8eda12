"""One file: bytes → facts and findings, whatever the bytes are."""

import pickle
from collections.abc import Iterator

import libcst as cst
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd_lint.engine import analyse as analyse_module
from ddd_lint.engine.analyse import Analyser, Analysis, Task, empty_facts, internal_error
from ddd_lint.model.facts import Bind, FileFacts
from ddd_lint.model.finding import Finding
from ddd_lint.model.settings import Roles, Settings
from ddd_lint.rules.base import TreeRule
from ddd_lint.syntax.walk import FileContext


class NamedBad(TreeRule):
    code, name, summary = "DDD901", "named-bad", "A name is bad."

    def visit_Name(self, node: cst.Name, context: FileContext) -> Iterator[Finding]:  # noqa: N802
        if node.value == "bad":
            yield context.finding(self.identity, node, "bad")


class Raises(TreeRule):
    code, name, summary = "DDD902", "raises-often", "It raises."

    def visit_Name(self, node: cst.Name, context: FileContext) -> Iterator[Finding]:  # noqa: N802
        yield context.finding(self.identity, node, "before")
        if node.value == "boom":
            raise ValueError("first line\n  second line")


ANALYSER = Analyser(Settings(), [NamedBad])


def analyse(data: bytes, *, lint: bool = True, extract: bool = True, analyser: Analyser = ANALYSER) -> Analysis:
    return analyser.analyse(Task("a.py", data, Roles(), lint=lint, extract=extract))


def findings(analysis: Analysis) -> list[tuple[str, int, int]]:
    decoded = msgspec.msgpack.decode(analysis.findings, type=tuple[Finding, ...])
    return [(finding.code, finding.span.line, finding.span.column) for finding in decoded]


def facts(analysis: Analysis) -> FileFacts:
    assert analysis.facts is not None
    return msgspec.msgpack.decode(analysis.facts, type=FileFacts)


def bound(analysis: Analysis) -> list[str]:
    return [ins.name for ins in facts(analysis).units[0].code if isinstance(ins, Bind)]


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"bad = 1\n", 1, 1),
        (b"x = 1\nbad = 2", 2, 1),
        (b"\xef\xbb\xbfbad = 1\n", 1, 1),
        (b"\xef\xbb\xbfx = 1\n(bad)\n", 2, 2),
        (b"x = 1\r\ny = bad\r\n", 2, 5),
        (b"x = 1\ry = bad\r", 2, 5),
        (b"x = 1\n\x0c\nbad = 2\n", 3, 1),
        (b"\x0cdef f():\n    return bad\n", 2, 12),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9', bad\n", 2, 10),
        ("# -*- coding: utf-8 -*-\nx = 'é€', bad\n".encode(), 2, 11),
        (b"x = '" + b"a" * 200_000 + b"'; bad\n", 1, 200_009),
        (b"x = \\\n    bad\n", 2, 5),
        (b"if x:\n\tbad\n", 2, 2),
    ],
)
def test_places_are_those_of_the_file(data: bytes, line: int, column: int) -> None:
    assert findings(analyse(data)) == [("DDD901", line, column)]


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"# only a comment", b"\x0c", b"\r\n"])
def test_files_without_code_are_clean(data: bytes) -> None:
    analysis = analyse(data)
    assert (findings(analysis), analysis.errors, len(facts(analysis).units)) == ([], (), 1)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"def f(:\n    pass\n", 1, 7),
        (b"x = 1\ny = (\n", 2, 5),
        (b"if x:\npass\n", 2, 1),
        (b"x = 'abc\n", 1, 5),
        ("é = = 1\n".encode(), 1, 5),
        (b"\xef\xbb\xbfx = = 1\n", 1, 5),
        (b"x = 1\r\ny = = 1\r\n", 2, 5),
    ],
)
def test_a_syntax_error_has_its_line_and_column(data: bytes, line: int, column: int) -> None:
    analysis = analyse(data)
    assert findings(analysis) == [("DDD001", line, column)]
    assert analysis.errors == ()
    assert facts(analysis) == empty_facts("a.py")


def test_suppressions_of_a_file_that_does_not_parse_are_kept() -> None:
    analysis = analyse(b"# ddd-lint: ignore-file[DDD001]\nx = (\n")
    assert [comment.text for comment in facts(analysis).suppressions.comments] == ["# ddd-lint: ignore-file[DDD001]"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x = 1\n\0", "NUL"),
        (b"\x7fELF\x02\x01\x01\0\0", "NUL"),
        (b"x = '\xff'\n", "not valid utf-8 (byte 0xff in line 1)"),
        (b"x = 1\n\n\nx = '\xe9'\n", "not valid utf-8 (byte 0xe9 in line 4)"),
        (b"# coding: no-such\nx = 1\n", "unknown encoding: no-such"),
        (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", "encoding declaration"),
        ("x = 1\n".encode("utf-16"), "NUL"),
    ],
)
def test_what_is_no_text_is_told(data: bytes, reason: str) -> None:
    analysis = analyse(data)
    (finding,) = msgspec.msgpack.decode(analysis.findings, type=tuple[Finding, ...])
    assert (finding.code, finding.span.line, finding.span.column) == ("DDD002", 1, 1)
    assert reason in finding.message
    assert analysis.facts is None


def test_a_rule_that_raises_costs_that_rule_on_that_file() -> None:
    analyser = Analyser(Settings(), [NamedBad, Raises])
    analysis = analyse(b"bad = boom = bad\n", analyser=analyser)
    assert findings(analysis) == [("DDD901", 1, 1), ("DDD901", 1, 14)]
    (error,) = analysis.errors
    assert (error.path, error.code) == ("a.py", "DDD902")
    assert error.message.startswith("ValueError: first line second line (")
    assert bound(analysis) == ["bad", "boom"]
    assert findings(analyse(b"x\n", analyser=analyser)) == [("DDD902", 1, 1)]


def test_an_extractor_that_raises_leaves_empty_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> FileFacts:
        raise RecursionError

    monkeypatch.setattr(analyse_module, "extract", fail)
    analysis = analyse(b"bad = 1  # noqa\n")
    assert findings(analysis) == [("DDD901", 1, 1)]
    assert [(error.code, error.message.split(" ")[0]) for error in analysis.errors] == [("facts", "RecursionError")]
    assert facts(analysis).units == empty_facts("a.py").units
    assert len(facts(analysis).suppressions.comments) == 1


def test_only_what_is_wanted_is_done() -> None:
    assert findings(analyse(b"bad = 1\n", lint=False)) == []
    assert analyse(b"bad = 1\n", extract=False).facts is None
    assert findings(analyse(b"bad = 1\n", extract=False)) == [("DDD901", 1, 1)]


def test_an_analyser_can_be_sent_to_another_process() -> None:
    clone = pickle.loads(pickle.dumps(ANALYSER))
    task = Task("a.py", b"bad = 1\n", Roles())
    assert clone.encoded(task) == ANALYSER.encoded(task)
    assert msgspec.msgpack.decode(clone.encoded(task), type=Analysis) == ANALYSER.analyse(task)


def test_an_internal_error_names_the_innermost_place_in_the_package() -> None:
    with pytest.raises(ValueError, match="tuple") as caught:
        raise ValueError("a  tuple\n")
    assert internal_error("a.py", "x", caught.value).message.startswith("ValueError: a tuple (test_analyse.py:")
    with pytest.raises(AttributeError) as inside:
        internal_error("a.py", "x", None)  # type: ignore[arg-type]
    assert "(engine/analyse.py:" in internal_error("a.py", "x", inside.value).message
    assert internal_error("a.py", "x", ValueError()).message == "ValueError"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_give_an_analysis(data: bytes) -> None:
    assert analyse(data).errors == ()


PIECES = [
    "x", "bad", " ", "\n", "    ", ":", "(", ")", "[", "]", "=", "def f", "class A", "if ", "#", "'", '"""', "\\",
    "f'{", "}", "é",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_gives_an_analysis(text: str) -> None:
    assert analyse(text.encode()).errors == ()
