from __future__ import annotations

from ddd_lint.model.span import Span
from ddd_lint.reports.frame import MOST_MARKED, Row, rows, split, word_row

LINES = split("first = 1\nfor order in orders:\n    load(order)\n\nlast = 2\n")


def test_lines_end_as_findings_count_them() -> None:
    assert split("a\r\nb\rc\n\x0cd\u2028e") == ["a", "b", "c", "\x0cd\u2028e"]


def test_a_line_stands_between_its_neighbours() -> None:
    assert rows(LINES, Span(2, 5, 2, 10), 80) == [
        Row(1, "first = 1"),
        Row(2, "for order in orders:", 4, 5),
        Row(3, "    load(order)"),
    ]


def test_blank_context_and_the_ends_of_the_file_are_left_out() -> None:
    assert rows(LINES, Span(1, 1, 1, 6), 80) == [Row(1, "first = 1", 0, 5), Row(2, "for order in orders:")]
    assert rows(LINES, Span(5, 1, 5, 5), 80) == [Row(5, "last = 2", 0, 4)]


def test_a_span_of_several_lines_is_underlined_on_each() -> None:
    assert rows(LINES, Span(2, 5, 3, 9), 80)[1:] == [
        Row(2, "for order in orders:", 4, 16),
        Row(3, "    load(order)", 4, 4),
    ]


def test_a_long_span_is_shown_by_its_first_lines() -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    shown = rows(lines, Span(3, 1, 25, 2), 80)
    assert [row.number for row in shown if row.length] == list(range(3, 3 + MOST_MARKED))
    assert shown[-1] == Row(3 + MOST_MARKED, "line 7")


def test_a_span_past_the_end_of_its_line_gets_one_caret_there() -> None:
    assert rows(["ab"], Span(1, 9, 1, 12), 80) == [Row(1, "ab", 2, 1)]


def test_a_line_that_is_no_more_gives_no_frame() -> None:
    assert rows(["only"], Span(2, 1, 2, 2), 80) == []
    assert word_row(["only"], 2, 1, 80) is None
    assert word_row([], 1, 1, 80) is None


def test_a_place_underlines_its_word() -> None:
    assert word_row(LINES, 3, 5, 80) == Row(3, "    load(order)", 4, 4)
    assert word_row(LINES, 3, 9, 80) == Row(3, "    load(order)", 8, 1)
    assert word_row(LINES, 3, 99, 80) == Row(3, "    load(order)", 15, 1)
