from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd_lint.reports.cells import cells, fit, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, naïve 漢字", "plain words, naïve 漢字"),
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("two\nlines\r\x00", r"two\nlines\r\x00"),
        ("tab\there", r"tab\there"),
        ("if a:\u202e # x", r"if a:\u202e # x"),
        ("\u2028\x9b\ud800\ufeff", r"\u2028\x9b\ud800\ufeff"),
        ("no\u00a0break \u200d\u200c\u3000", "no\u00a0break \u200d\u200c\u3000"),
    ],
)
def test_what_steers_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "number"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("\uff26", 2), ("a\u200db", 2), ("", 0)]
)
def test_cells_of_wide_and_combining_characters(text: str, number: int) -> None:
    assert cells(text) == number


@pytest.mark.parametrize(
    ("line", "start", "end", "drawn"),
    [
        ("x = query()", 4, 9, ("x = query()", 4, 5)),
        ("\tx = 1", 1, 2, ("    x = 1", 4, 1)),
        ("ab\tx", 3, 4, ("ab  x", 4, 1)),
        ("名 = 値()", 4, 5, ("名 = 値()", 5, 2)),
        ("e\u0301 = x", 5, 6, ("e\u0301 = x", 4, 1)),
        ("a\x1bb", 2, 3, (r"a\x1bb", 5, 1)),
        ("abc", 1, 1, ("abc", 1, 1)),
        ("abc", 3, 3, ("abc", 3, 1)),
        ("abc", 7, 9, ("abc", 3, 1)),
        ("abc", 1, 9, ("abc", 1, 2)),
        ("", 0, 0, ("", 0, 1)),
    ],
)
def test_the_stretch_stands_where_it_is_drawn(line: str, start: int, end: int, drawn: tuple[str, int, int]) -> None:
    assert fit(line, start, end, 40) == drawn


def test_a_line_that_just_fits_is_not_cut() -> None:
    assert fit("x" * 40, 0, 1, 40)[0] == "x" * 40


def test_a_long_line_is_cut_at_its_end() -> None:
    assert fit("a" * 60, 2, 4, 20) == ("a" * 19 + "…", 2, 2)


def test_a_long_line_is_cut_around_the_stretch() -> None:
    line = "a" * 100 + "QUERY" + "b" * 100
    text, before, length = fit(line, 100, 105, 30)
    assert cells(text) == 30
    assert text.startswith("…a")
    assert text.endswith("b…")
    assert text[before : before + length] == "QUERY"


def test_the_end_of_a_long_line_is_reached() -> None:
    text, before, length = fit("a" * 100 + "END", 100, 103, 30)
    assert text == "…" + "a" * 10 + "END"
    assert text[before : before + length] == "END"


def test_a_line_of_wide_characters_that_is_too_wide_is_cut() -> None:
    text, before, length = fit("漢" * 25 + "x", 25, 26, 30)
    assert cells(text) <= 30
    assert text[0] == "…"
    assert cells(text[: text.index("x")]) == before
    assert length == 1


def test_huge_lines_cost_no_more_than_what_is_shown() -> None:
    text, before, _ = fit("x" * 5_000_000, 2_500_000, 2_500_001, 80)
    assert cells(text) == 80
    assert before == 1 + 80 // 3


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab \t漢e\u0301\x1b\u202e🙂\u200d"), max_size=80),
    st.integers(0, 80),
    st.integers(0, 30),
    st.integers(10, 60),
)
def test_what_is_drawn_is_printable_and_fits(line: str, start: int, length: int, width: int) -> None:
    text, before, marked = fit(line, start, start + length, width)
    assert printable(text) == text
    assert cells(text) <= width
    assert 0 <= before <= width
    assert marked >= 1
    assert before + marked <= width + 1
