from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.facts.suppressions import extract
from ddd_lint.model.suppressions import NO_SUPPRESSIONS, Comment, SuppressionFacts


def test_a_file_without_any_has_none() -> None:
    assert extract("x = (\n    1\n)  # type: ignore\n") is NO_SUPPRESSIONS


def test_the_words_in_strings_and_other_comments_are_none() -> None:
    text = (
        "x = '# noqa'\ny = '''\n# ddd-lint: ignore\n'''\n# the noqa of old\n# see `# ddd-lint: ignore[X]`\nnoqa = 1\n"
    )
    assert extract(text) is NO_SUPPRESSIONS


@pytest.mark.parametrize(
    "comment", ["# noqa", "#noqa:DDD301", "# NoQA : E501", "# type: ignore # noqa", "#ddd-lint:ignore"]
)
def test_comments_that_speak(comment: str) -> None:
    assert extract(f"x = 1  {comment}") == SuppressionFacts((Comment(1, 8, comment, 1),))


def test_statements_of_several_lines_that_hold_one() -> None:
    text = dedent(
        '''\
        call(
            1,  # noqa
        )
        other(
            2
        )
        text = """
        # noqa
        """  # noqa
        a = 1 + \\
            2  # noqa
        b = 1  # noqa
        if (
            a
        ):  # noqa
            b = 2
        '''
    )
    facts = extract(text)
    assert [comment.line for comment in facts.comments] == [2, 9, 11, 12, 15]
    assert facts.statements == ((1, 3), (7, 9), (10, 11), (13, 15))


def test_a_blank_line_that_goes_on_is_no_statement() -> None:
    facts = extract("\\\n\n(1,\n 2)  # noqa\n")
    assert [comment.line for comment in facts.comments] == [4]
    assert facts.statements == ((3, 4),)


def test_decorators_belong_to_what_they_decorate() -> None:
    text = dedent(
        """\
        @first  # noqa
        # a comment, then nothing

        @second(
            1
        )
        async def f(
            a,
        ):
            x = 1  # noqa

        @third
        class C:  # noqa
            @property
            def p(self):  # noqa
                pass
        """
    )
    assert extract(text).statements == ((1, 9), (12, 13), (14, 15))


def test_blocks_end_before_what_is_indented_less() -> None:
    text = dedent(
        """\
        # ddd-lint: disable=A
        def f():
            # ddd-lint: disable=B
            if x:
                y = (  # ddd-lint: disable=C
                        # ddd-lint: disable=D
                    1
                )

            # ddd-lint: disable=E
        # ddd-lint: disable=F
        def g():  # ddd-lint: disable=G
            pass
                # ddd-lint: disable=H
        """
    )
    ends = {comment.text[-1]: comment.block_end for comment in extract(text).comments}
    assert ends == {"A": 14, "B": 11, "C": 11, "D": 11, "E": 11, "F": 14, "G": 14, "H": 14}


def test_lines_and_columns_are_those_of_the_text() -> None:
    text = "\ufeffé = 'ü'  # noqa\r\ny = 1\rz = 2\n\n\x0c# noqa"
    comments = extract(text).comments
    assert [(c.line, c.column, c.block_end) for c in comments] == [(1, 10, 5), (5, 2, 5)]


def test_text_that_does_not_parse_gives_what_stands_before() -> None:
    assert [c.line for c in extract("x = 1  # noqa\ny = (  # noqa\n").comments] == [1, 2]
    assert [c.line for c in extract("x = 1  # noqa\n    y = 1\n  z = 2\nw = 3  # noqa\n").comments] == [1]
    assert extract("def f(:\n  @x  # noqa\n").statements == ()


fragments = st.sampled_from(
    [
        "# noqa",
        "# ddd-lint: ignore[X]",
        "(",
        ")",
        "\n",
        "\n    ",
        "x = 1",
        '"""',
        "'",
        "@d",
        "def f():",
        "\\\n",
        "\r",
        "é",
        ":",
    ]
)


@given(st.lists(fragments, max_size=20).map("".join))
def test_any_text_gives_comments_that_stand_there(text: str) -> None:
    facts = extract(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for comment in facts.comments:
        assert lines[comment.line - 1][comment.column - 1 :] == comment.text
        assert comment.block_end >= comment.line
    assert list(facts.statements) == sorted(facts.statements)
    for first, last in facts.statements:
        assert first < last
        assert any(first <= comment.line <= last for comment in facts.comments)
