"""The harness must tell exactly what differs; it is checked on rules that always behave the same (DDD604, DDD001)."""

from pathlib import Path

import pytest

from ddd_lint.model.results import InternalError, Results
from ddd_lint.testing import check_case
from ddd_lint.testing.cases import differences
from ddd_lint.testing.expectations import ExpectationError, Wanted, headers, wanted

RAISES = "def f():\n    raise Exception('no')  # want: DDD604@5\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def problems(case: Path, **options: str) -> list[str]:
    with pytest.raises(AssertionError) as caught:
        check_case(case, **options)
    first, *rest = str(caught.value).splitlines()
    assert first == f"{case}:"
    return [line.strip().split(": ")[0] + ": " + line.split(": ")[1].split()[0] for line in rest]


# -- expectations ------------------------------------------------------------------------------------------------------


def test_wants_name_code_column_and_text() -> None:
    text = (
        "x = 1  # want: DDD301@5\n"
        "# want-next: DDD501@1\n"
        "y = '''\n"
        '\'\'\'  # want: DDD301@1, DDD303@9 "a → b", DDD303@12 ""  \n'
        "z = 1  # wanted: nothing\n"
    )
    assert wanted("a.py", text) == [
        Wanted("a.py", 1, 5, "DDD301"),
        Wanted("a.py", 3, 1, "DDD501"),
        Wanted("a.py", 4, 1, "DDD301"),
        Wanted("a.py", 4, 9, "DDD303", "a → b"),
        Wanted("a.py", 4, 12, "DDD303"),
    ]


@pytest.mark.parametrize(
    "comment", ["", "DDD301", "DDD301@", "DDD301@x", "DDD30@1", "DDD301@1 DDD302@2", "DDD301@1, nonsense", "E501@1"]
)
def test_malformed_wants_are_errors(comment: str) -> None:
    with pytest.raises(ExpectationError, match=r"a\.py:2: expected"):
        wanted("a.py", f"x = 1\ny = 1  # want: {comment}\n")


def test_headers_stand_at_the_top() -> None:
    assert headers("# A case.\n# select: DDD6, DDD5\n#\n# path: app/a.py\nx = 1\n# select: DDD1\n") == {
        "select": "DDD6, DDD5",
        "path": "app/a.py",
    }
    assert headers("x = 1\n# select: DDD1\n") == {}
    assert headers("# select: DDD6") == {"select": "DDD6"}


# -- cases -------------------------------------------------------------------------------------------------------------


def test_a_case_that_finds_what_it_asks_for_passes(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": RAISES, "many/a.py": RAISES, "many/b/c.py": "x = 1\n", "silent.py": "x = 1\n"})
    for case in ("one.py", "many", "silent.py"):
        check_case(tmp_path / case)


def test_what_is_missing_or_too_much_is_listed_in_order(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "many/a.py": "x = 1  # want: DDD604@9\n" + RAISES.replace("@5", "@6"),
            "many/b.py": RAISES.replace("  # want", "  # unwanted"),
        },
    )
    assert problems(tmp_path / "many") == [
        "missing     a.py:1:9: DDD604",
        "unexpected  a.py:3:5: DDD604",
        "missing     a.py:3:6: DDD604",
        "unexpected  b.py:2:5: DDD604",
    ]


def test_a_message_must_hold_the_text(tmp_path: Path) -> None:
    good = write(tmp_path, {"good.py": RAISES.replace("@5", '@5 "`f` raises `Exception`"')}) / "good.py"
    check_case(good)
    bad = write(tmp_path, {"bad.py": RAISES.replace("@5", '@5 "nothing like this"')}) / "bad.py"
    assert problems(bad) == ["missing     bad.py:2:5: DDD604", "unexpected  bad.py:2:5: DDD604"]
    with pytest.raises(AssertionError, match='with "nothing like this" in its message'):
        check_case(bad)


def test_the_same_finding_twice_must_be_asked_for_twice(tmp_path: Path) -> None:
    case = write(tmp_path, {"a.py": RAISES.replace("@5", "@5, DDD604@5")}) / "a.py"
    assert problems(case) == ["missing     a.py:2:5: DDD604"]


def test_the_selection_is_the_callers_the_configurations_or_the_files(tmp_path: Path) -> None:
    silent = RAISES.replace("  # want: DDD604@5", "")
    write(
        tmp_path,
        {
            "plain.py": silent,
            "selects.py": "# select: DDD5, DDD601\n" + silent,
            "configured/ddd-lint.toml": 'select = ["DDD5"]\n',
            "configured/a.py": silent,
            "both/ddd-lint.toml": 'select = ["DDD5"]\n',
            "both/a.py": "# select: DDD604\n" + RAISES,
            "settings/ddd-lint.toml": "include-tests = true\n",
            "settings/tests/test_a.py": RAISES,
        },
    )
    check_case(tmp_path / "plain.py", select="DDD5")
    assert problems(tmp_path / "plain.py") == ["unexpected  plain.py:2:5: DDD604"]
    for case in ("selects.py", "configured", "both", "settings"):
        check_case(tmp_path / case)


def test_files_that_disagree_on_the_selection_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"many/a.py": "# select: DDD5\n", "many/b.py": "# select: DDD6\n"})
    with pytest.raises(ExpectationError, match="disagree on what to select: DDD5, DDD6"):
        check_case(tmp_path / "many")


def test_a_file_may_say_where_it_lies(tmp_path: Path) -> None:
    case = write(tmp_path, {"a.py": "# path: app/views.py\n" + RAISES.replace("@5", "@9")}) / "a.py"
    assert problems(case) == ["unexpected  app/views.py:3:5: DDD604", "missing     app/views.py:3:9: DDD604"]


def test_a_file_that_does_not_parse_must_say_so(tmp_path: Path) -> None:
    case = write(tmp_path, {"a.py": "x = (\n"}) / "a.py"
    assert problems(case, select="DDD5") == ["unexpected  a.py:1:5: DDD001"]


def test_failures_are_listed_last() -> None:
    results = Results((), 1, 0, (InternalError("a.py", "DDD604", "ValueError: no"),))
    assert differences([Wanted("b.py", 1, 1, "DDD604")], results) == [
        "  missing     b.py:1:1: DDD604",
        "  failed      a.py: DDD604 ValueError: no",
    ]
