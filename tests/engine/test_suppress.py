from __future__ import annotations

from collections.abc import Collection
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.config.selection import Selectors
from ddd_lint.engine.directives import Kind, parse
from ddd_lint.engine.suppress import Applied, apply
from ddd_lint.facts.suppressions import extract
from ddd_lint.model.finding import Finding
from ddd_lint.model.rule import Fixability, RuleMeta, Status
from ddd_lint.model.span import Span
from ddd_lint.model.suppressions import Comment

NAMES = {
    "DDD001": "syntax-error",
    "DDD002": "unreadable-file",
    "DDD003": "unused-suppression",
    "DDD301": "query-in-loop",
    "DDD302": "lazy-relation-in-loop",
    "DDD501": "hardcoded-secret",
    "DDD602": "broad-except",
}
METAS = tuple(RuleMeta(code, name, "", Status.STABLE, Fixability.NONE, "0.1.0", "") for code, name in NAMES.items())


UNREADABLE = "1:8: this is no directive that can be read; write `# ddd-lint: ignore[CODE] -- reason`"


def finding(code: str, line: int, path: str = "a.py") -> Finding:
    return Finding(path, Span.at(line, 1), code, NAMES[code], "message")


def run(
    text: str,
    *found: tuple[str, int],
    enabled: Collection[str] = frozenset(NAMES),
    require_reason: bool = False,
    off: Collection[str] = (),
) -> Applied:
    return apply(
        [finding(code, line) for code, line in found],
        {"a.py": extract(dedent(text)), "b.py": extract("")},
        METAS,
        enabled=enabled,
        require_reason=require_reason,
        per_file_ignored=(lambda path: frozenset(off) if path == "a.py" else frozenset()) if off else None,
    )


def left(applied: Applied) -> list[tuple[str, int]]:
    return [(f.code, f.span.line) for f in applied.findings]


def told(applied: Applied) -> list[str]:
    return [f"{f.span.line}:{f.span.column}: {f.message}" for f in applied.unused]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#NOQA",
        "# type: ignore  # noqa",
        "# noqa: DDD301",
        "# noqa:E501,DDD3",
        "# noqa: E501 DDD301 because it is so",
        "# noqa: ddd301",
        "# noqa: query-in-loop",
        "# noqa: because it is so",
        "# ddd-lint: ignore",
        "# ddd-lint: ignore[DDD301]",
        "# ddd-lint: ignore[query-in-loop]",
        "#ddd-lint:ignore[ DDD301 , ]",
        "# DDD-Lint: Ignore[DDD] -- three rows at most",
        "# ddd-lint: ignore[DDD30] # noqa: E501",
        "# ddd-lint: ignore-file[DDD301]",
        "# ddd-lint: ignore-file",
        "# ddd-lint: disable=DDD301",
        "# ddd-lint: disable",
    ],
)
def test_what_suppresses_a_finding_on_its_line(comment: str) -> None:
    applied = run(f"x = 1  {comment}", ("DDD301", 1))
    assert left(applied) == []
    assert [f.code for f in applied.suppressed] == ["DDD301"]
    assert applied.suppressed_count == 1
    assert told(applied) == []


@pytest.mark.parametrize(
    ("comment", "reports"),
    [
        ("# noqa: E501", []),
        ("# noqa: X", None),
        ("# noqa: DDD501", ["1:8: `DDD501` suppresses nothing here; remove it"]),
        ("# noqa: DDD5, DDD602,E501", ["1:8: `DDD5`, `DDD602` suppress nothing here; remove them"]),
        ("# noqa: DDD999", ["1:8: no rule is called `DDD999`"]),
        ("# ddd-lint: ignore[DDD501]", ["1:8: `DDD501` suppresses nothing here; remove it"]),
        ("# ok  # ddd-lint: ignore[broad-except]", ["1:14: `broad-except` suppresses nothing here; remove it"]),
        ("# ddd-lint: ignore[E501]", ["1:8: no rule is called `E501`; did you mean `DDD501`?"]),
        ("# ddd-lint: ignore[query-in-lop]", ["1:8: no rule is called `query-in-lop`; did you mean `query-in-loop`?"]),
        ("# ddd-lint: ignore[]", ["1:8: the brackets name no rule; write `# ddd-lint: ignore[CODE] -- reason`"]),
        ("# ddd-lint: ignore[DDD301", [UNREADABLE]),
        ("# ddd-lint: ignore DDD301", [UNREADABLE]),
        ("# ddd-lint:", [UNREADABLE]),
        ("# ddd-lint: ignroe[DDD301]", ["1:8: there is no directive `ignroe`; did you mean `ignore`?"]),
        ("# ddd-lint: noqa", ["1:8: there is no directive `noqa`"]),
        ("# ddd-lint: enable", ["1:8: there is nothing disabled that this `enable` could end; remove it"]),
        ("# ddd-lint: enable=DDD301", ["1:8: there is nothing disabled that this `enable` could end; remove it"]),
    ],
)  # fmt: skip
def test_what_suppresses_nothing(comment: str, reports: list[str] | None) -> None:
    applied = run(f"x = 1  {comment}", ("DDD301", 1))
    if reports is None:
        assert left(applied) == []
        return
    assert left(applied) == [("DDD301", 1)]
    assert told(applied) == reports
    assert {(f.code, f.name, f.path) for f in applied.unused} <= {("DDD003", "unused-suppression", "a.py")}


@pytest.mark.parametrize("kind", ["ignore", "ignore-file", "disable"])
def test_a_suppression_of_everything_that_suppresses_nothing(kind: str) -> None:
    assert told(run(f"x = 1  # ddd-lint: {kind}")) == [f"1:8: this `{kind}` suppresses nothing; remove it"]
    assert told(run("x = 1  # noqa")) == []


def test_a_suppression_used_in_part_names_the_rest() -> None:
    applied = run("x = 1  # ddd-lint: ignore[DDD301, DDD501, broad-except]", ("DDD301", 1), ("DDD602", 1))
    assert told(applied) == ["1:8: `DDD501` suppresses nothing here; remove it"]
    (unused,) = applied.unused
    assert unused.span == Span.at(1, 8, len("# ddd-lint: ignore[DDD301, DDD501, broad-except]"))


def test_any_line_of_the_statement_will_do() -> None:
    text = """\
        call(
            1,
            2,
        )  # ddd-lint: ignore[DDD301]
        call(  # noqa: DDD301
            1
        )
        x = 1
        """
    applied = run(text, ("DDD301", 1), ("DDD301", 2), ("DDD301", 7), ("DDD301", 8))
    assert left(applied) == [("DDD301", 8)]
    assert told(applied) == []


def test_decorators_and_header_are_one_and_the_body_is_not() -> None:
    text = """\
        @router.get(  # ddd-lint: ignore[DDD301]
            "/"
        )
        @cached
        def handler(
            a,
        ):
            return a
        """
    assert left(run(text, *(("DDD301", line) for line in range(1, 9)))) == [("DDD301", 8)]


def test_a_file_suppression_stands_anywhere() -> None:
    text = "x = 1\n# ddd-lint: ignore-file[DDD3] -- generated\ny = 2\n"
    applied = run(text, ("DDD301", 1), ("DDD302", 3), ("DDD602", 3))
    assert left(applied) == [("DDD602", 3)]


def test_blocks() -> None:
    text = """\
        a = 1
        # ddd-lint: disable=DDD301,DDD5
        b = 1
        # ddd-lint: enable=DDD301
        c = 1
        def f():
            # ddd-lint: disable=broad-except -- all of it
            d = 1
        e = 1
        # ddd-lint: enable
        g = 1
        """
    everywhere = [(code, line) for code in ("DDD301", "DDD501", "DDD602") for line in (1, 3, 5, 8, 9, 11)]
    applied = run(text, *everywhere)
    gone = {("DDD301", 3), ("DDD501", 3), ("DDD501", 5), ("DDD501", 8), ("DDD501", 9), ("DDD602", 8)}
    assert left(applied) == [place for place in everywhere if place not in gone]
    assert told(applied) == []


def test_an_enable_outside_the_block_ends_nothing() -> None:
    text = """\
        # ddd-lint: enable=DDD301
        def f():
            # ddd-lint: disable=DDD301
            a = 1
        b = 1
        # ddd-lint: enable=DDD301
        """
    applied = run(text, ("DDD301", 4))
    message = "there is nothing disabled that this `enable` could end; remove it"
    assert left(applied) == []
    assert told(applied) == [f"1:1: {message}", f"6:1: {message}"]


def test_rules_that_are_off_are_not_judged() -> None:
    text = "x = 1  # ddd-lint: ignore[DDD301, DDD602]\ny = 1  # noqa: DDD301\nz = 1  # ddd-lint: ignore[DDD3]\n"
    assert told(run(text, enabled={"DDD003", "DDD602"})) == ["1:8: `DDD602` suppresses nothing here; remove it"]
    assert told(run(text, enabled={"DDD301", "DDD602"})) == [], "DDD003 is off"
    assert told(run(text, off={"DDD301", "DDD302"})) == ["1:8: `DDD602` suppresses nothing here; remove it"]


def test_per_file_ignores_drop_without_counting() -> None:
    applied = run("x = 1  # noqa: DDD301", ("DDD301", 1), ("DDD602", 1), off={"DDD301"})
    assert (left(applied), applied.suppressed_count, told(applied)) == ([("DDD602", 1)], 0, [])
    assert told(run("x = 1  # noqa: DDD301", off={"DDD003"})) == []


@pytest.mark.parametrize("code", ["DDD001", "DDD002"])
def test_a_file_that_was_not_analysed_is_not_judged(code: str) -> None:
    assert told(run("x = 1  # ddd-lint: ignore[DDD301]\n# ddd-lint: ignroe\n", (code, 2))) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # ddd-lint: ignore[DDD301, DDD003]",
        "x = 1  # ddd-lint: ignore[DDD301]  # ddd-lint: ignore[unused-suppression]",
        "x = 1  # ddd-lint: ignore[DDD301]  # noqa",
        "x = 1  # ddd-lint: ignore[DDD301]\n# ddd-lint: ignore-file[DDD0]",
        "# ddd-lint: disable=DDD003\nx = 1  # ddd-lint: ignore[DDD301]\n# ddd-lint: enable=DDD003",
    ],
)
def test_the_report_itself_can_be_suppressed(text: str) -> None:
    applied = run(text)
    assert told(applied) == []
    assert [f.code for f in applied.suppressed] == ["DDD003"]


def test_a_suppression_of_everything_does_not_hide_itself() -> None:
    assert len(told(run("x = 1  # ddd-lint: ignore[DDD]"))) == 1
    assert len(told(run("x = 1  # ddd-lint: ignore-file"))) == 1


def test_reasons_can_be_required() -> None:
    text = """\
        a = 1  # ddd-lint: ignore[DDD301] -- it has three rows, see #12
        b = 1  # ddd-lint: ignore[DDD301]
        c = 1  # noqa: DDD301
        # ddd-lint: disable=DDD602 --
        d = 1
        # ddd-lint: enable=DDD602
        # ddd-lint: ignore-file[DDD501] --why
        """
    found = [("DDD301", 1), ("DDD301", 2), ("DDD301", 3), ("DDD602", 5), ("DDD501", 1)]
    applied = run(text.replace("DDD602 --\n", "DDD602\n"), *found, require_reason=True)
    message = "the suppression gives no reason; add ` -- ` and why it is right"
    assert told(applied) == [f"2:8: {message}", f"4:1: {message}"]
    assert applied.suppressed_count == 5
    assert told(run(text, *found, require_reason=True))[1].startswith("4:1: this is no directive that can be read")


def test_findings_of_files_without_suppressions_pass() -> None:
    other = finding("DDD301", 1, path="other.py")
    applied = apply([other, finding("DDD602", 1, path="b.py")], {"b.py": extract("")}, METAS, enabled=NAMES)
    assert applied.findings == (other, finding("DDD602", 1, path="b.py"))
    assert (applied.suppressed, applied.unused) == ((), ())


words = st.sampled_from(
    ["# noqa", "#", "noqa", ":", "ddd-lint:", "# ddd-lint:", "ignore", "-file", "[", "]", "=", "disable", "enable", ",",
     " ", "DDD301", "DDD", "E501", "query-in-loop", " -- ", "why"]
)  # fmt: skip


@given(st.lists(words, max_size=12).map("".join) | st.text(max_size=30))
def test_any_comment_is_read_to_directives_that_stand_in_it(text: str) -> None:
    comment = Comment(3, 5, f"#{text}", 9)
    for directive in parse(comment, Selectors(METAS)):
        assert directive.line == 3
        own = comment.text[directive.column - 5 :][: directive.width]
        assert own.startswith("#")
        assert own == own.rstrip()
        for word in directive.selectors or ():
            assert word.lower() in own.lower()
        assert directive.kind is Kind.NOQA or "ddd-lint" in own.lower()


codes = st.sampled_from([code for code in NAMES if code > "DDD003"])
source_lines = st.sampled_from(
    [
        "x = 1  # noqa",
        "x = 1  # noqa: DDD301",
        "x = 1  # ddd-lint: ignore[DDD302]",
        "# ddd-lint: ignore-file[DDD501]",
        "# ddd-lint: disable=DDD602",
        "# ddd-lint: enable=DDD602",
        "x = 1",
    ]
)


@given(st.lists(source_lines, min_size=1, max_size=20), st.lists(st.tuples(codes, st.integers(1, 20)), max_size=6))
def test_every_finding_is_kept_or_suppressed_and_what_is_unused_can_go(
    lines: list[str], found: list[tuple[str, int]]
) -> None:
    applied = run("\n".join(lines), *found)
    assert sorted([*applied.findings, *applied.suppressed], key=lambda f: f.order) == sorted(
        (finding(code, line) for code, line in found), key=lambda f: f.order
    )
    for unused in applied.unused:
        lines[unused.span.line - 1] = "x = 1"
    again = run("\n".join(lines), *found)
    assert again.findings == applied.findings
