from __future__ import annotations

import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.config import ConfigError
from ddd_lint.config.check import TYPES, check
from ddd_lint.model.settings import Settings

NO_MODULE = "is not a dotted module name with `*` or `**` for whole parts"


@pytest.mark.parametrize("field", msgspec.structs.fields(Settings), ids=lambda field: field.name)
def test_every_default_passes_its_own_check(field: msgspec.structs.FieldInfo) -> None:
    default = getattr(Settings(), field.name)
    assert check(field.name.replace("_", "-"), default) == default


@pytest.mark.parametrize(
    ("key", "value", "result"),
    [
        ("select", ["DDD6", "query-in-loop"], ("DDD6", "query-in-loop")),
        ("per-file-ignores", {"tests/": ["DDD6"], "!src/": []}, {"tests/": ("DDD6",), "!src/": ()}),
        ("layers", {"domain": ["app.*.domain", "**.model"]}, {"domain": ("app.*.domain", "**.model")}),
        ("boundaries", ["app.bus.handle", "*.guarded", "app.*_task"], ("app.bus.handle", "*.guarded", "app.*_task")),
        ("thresholds", {"a": 0}, {"a": 0}),
        ("preview", True, True),
        ("jobs", 1, 1),
        ("output-format", "json", "json"),
    ],
)
def test_values_get_the_type_of_the_setting(key: str, value: object, result: object) -> None:
    assert check(key, value) == result


@pytest.mark.parametrize(
    ("key", "value", "at", "message"),
    [
        ("preview", 1, "preview", "must be true or false, not a whole number"),
        ("jobs", True, "jobs", "must be a whole number, not true or false"),
        ("jobs", 1.5, "jobs", "must be a whole number, not a number"),
        ("database", ["mysql"], "database", "must be a string, not a list"),
        ("database", "oracle", "database", "`oracle` is none of `postgresql`, `mysql`, `sqlite`"),
        ("ignore", ["DDD6", 3], "ignore", "entry 2 must be a string, not a whole number"),
        ("ignore", [datetime.date(2020, 1, 1)], "ignore", "entry 1 must be a string, not a date"),
        ("layers", ["domain"], "layers", "must be a table, not a list"),
        ("layers", {"domain": {}}, "layers.domain", "must be a list of strings, not a table"),
        ("thresholds", {"a": "b"}, "thresholds.a", "must be a whole number, not a string"),
        ("file-timeout", 0, "file-timeout", "must be 1 or more, not 0"),
        ("cache-dir", "", "cache-dir", "must not be empty"),
        ("exclude", ["!"], "exclude", "`!` is not a gitignore pattern that could match a file"),
        ("tests", ["# tests"], "tests", "`# tests` is not a gitignore pattern that could match a file"),
        ("per-file-ignores", {"": []}, "per-file-ignores.", "`` is not a gitignore pattern that could match a file"),
        ("domain-packages", ["src/app/domain"], "domain-packages",
         f"`src/app/domain` {NO_MODULE}; did you mean `src.app.domain`?"),
        ("contexts", ["app.dom*"], "contexts", f"`app.dom*` {NO_MODULE}"),
        ("layers", {"api": ["./app/web.py"]}, "layers.api",
         f"`./app/web.py` {NO_MODULE}; did you mean `app.web`?"),
        ("reporters", ["log_error()"], "reporters",
         "`log_error()` is not a dotted function name; did you mean `log_error`?"),
        ("boundaries", ["a b"], "boundaries", "`a b` is not a dotted function name"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_an_error(key: str, value: object, at: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check(key, value)
    assert (caught.value.key, caught.value.message) == (at, message)


tomlish = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(TYPES)), tomlish)
def test_any_value_passes_in_its_type_or_is_an_error_under_its_key(key: str, value: object) -> None:
    try:
        result = check(key, value)
    except ConfigError as error:
        named = error.key
    else:
        msgspec.convert(result, TYPES[key])
        named = key
    assert named == key or named.startswith(f"{key}.")
