from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from ddd_lint.config.patterns import PathMatcher


@pytest.mark.parametrize(
    ("patterns", "path", "meant"),
    [
        (["tests/"], "app/tests/unit/a.py", True),
        (["tests/"], "app/tests.py", False),
        (["tests"], "app/tests/a.py", True),
        (["conftest.py"], "conftest.py", True),
        (["conftest.py"], "app/conftest.py", True),
        (["test_*.py"], "app/test_a.py", True),
        (["test_*.py"], "app/atest_a.py", False),
        (["/docs/"], "docs/conf.py", True),
        (["/docs/"], "app/docs/conf.py", False),
        (["app/*.py"], "app/a.py", True),
        (["app/*.py"], "app/b/a.py", False),
        (["**/commands/"], "a/management/commands/run.py", True),
        (["tests/", "!tests/keep.py"], "tests/keep.py", False),
        (["tests/", "!keep.py", "tests/keep.py"], "tests/keep.py", True),
        (["config.py", "!forms/"], "app/forms/config.py", False),
        (["config.py", "!forms/"], "app/config.py", True),
        (["!a*.py"], "a.py", False),
        (["# comment", ""], "# comment", False),
        ([], "a.py", False),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns: list[str], path: str, meant: bool) -> None:
    assert PathMatcher(patterns).match(path) is meant


@pytest.mark.parametrize("pattern", ["!", "[z-a]", "a\\"])
def test_a_malformed_pattern_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="Invalid git pattern"):
        PathMatcher([pattern])


names = st.text("ab.*", min_size=1, max_size=3).filter(lambda name: name.strip(".") and "**" not in name)
positive = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "/"]),
    st.lists(names, min_size=1, max_size=2).map("/".join),
    st.sampled_from(["", "/"]),
)
paths = st.lists(
    st.text("ab.", min_size=1, max_size=3).filter(lambda name: name.strip(".")), min_size=1, max_size=3
).map("/".join)


@given(st.lists(positive, max_size=4), paths)
def test_positive_patterns_match_as_gitignore_does(patterns: list[str], path: str) -> None:
    assert PathMatcher(patterns).match(path) == GitIgnoreSpec.from_lines(patterns).match_file(path)
