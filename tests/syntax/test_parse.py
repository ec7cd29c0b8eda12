"""Text that does not parse, as data."""

import ast

import libcst as cst
import pytest

from ddd_lint.syntax.parse import ParseError, parse


def error_of(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize("text", ["", "x = 1", "\ufeffx = 1\n", "x = 1\r\n", "x = 1\r", "\x0cx = 1\n", "match = 1\n"])
def test_python_parses(text: str) -> None:
    assert len(parse(text).body) == bool(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("x = (\n", 1, 5), ("def f(:\n  pass\n", 1, 7), ("if x:\npass\n", 2, 1), ("f('é', +)\n", 1, 9)],
)
def test_an_error_stands_where_python_puts_it(text: str, line: int, column: int) -> None:
    error = error_of(text)
    assert (error.line, error.column) == (line, column)
    assert "parser" not in error.message
    assert str(error) == error.message


def test_what_only_the_trees_validation_refuses_is_no_python() -> None:
    error = error_of("x = 1\ny = b'a' 'b'\n")
    assert error.line == 2
    assert "parser" not in error.message


@pytest.mark.parametrize("failure", [None, ValueError(), RecursionError(), MemoryError()])
def test_the_parsers_own_words_stand_in_for_pythons(
    monkeypatch: pytest.MonkeyPatch, failure: BaseException | None
) -> None:
    def accept(_text: str) -> None:
        if failure is not None:
            raise failure

    monkeypatch.setattr(ast, "parse", accept)
    error = error_of("x = 1\nprint 'a'\n")
    assert error.message.startswith("the parser rejects it (parser error: ")
    assert error.line == 2
    validation = error_of("b'a' 'b'\n")
    assert validation.message.startswith("the parser rejects it (CSTValidationError: ")
    assert (validation.line, validation.column) == (1, 1)


def test_lone_surrogates_are_no_python() -> None:
    assert isinstance(error_of("x = '\ud800'\n"), ParseError)


def test_warnings_of_python_are_not_passed_on() -> None:
    assert error_of("x = '\\d'\ny = (\n").line == 2


def test_the_tree_is_libcsts() -> None:
    assert isinstance(parse("x = 1\n"), cst.Module)
