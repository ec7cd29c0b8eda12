"""A literal that gives itself away is found whatever it is bound to, once, and not in tests."""

import ddd_lint

# Put together here, so that no scanner takes this file for a leak.
TOKEN = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"


def found(source: str, path: str = "app/github.py") -> list[tuple[str, int, int]]:
    results = ddd_lint.lint_source(source, path=path, select=["DDD501"])
    return [(finding.code, finding.span.line, finding.span.column) for finding in results.findings]


def test_bound_to_nothing() -> None:
    assert found(f'import client\n\nclient.use("{TOKEN}", "a string that is long enough")\n') == [("DDD501", 3, 12)]


def test_reported_once_where_the_name_says_it_too() -> None:
    assert found(f'api_key = "{TOKEN}"\n') == [("DDD501", 1, 11)]


def test_as_default_of_a_variable() -> None:
    assert found(f'import os\n\nKEY = os.getenv("API_KEY", "{TOKEN}")\n') == [("DDD501", 3, 28)]


def test_silent_in_tests_and_for_other_texts() -> None:
    assert found(f'client.use("{TOKEN}")\n', path="tests/test_github.py") == []
    assert found('client.use("gh" "p_is the prefix of a token")\n') == []
