from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.config import ConfigError, PerFileIgnores, selected_rules
from ddd_lint.model.rule import Fixability, RuleMeta, Status
from ddd_lint.model.settings import Settings


def meta(code: str, name: str, status: Status = Status.STABLE) -> RuleMeta:
    return RuleMeta(code, name, "", status, Fixability.NONE, "0.1.0", "")


METAS = (
    meta("DDD001", "syntax-error"),
    meta("DDD002", "unreadable-file"),
    meta("DDD003", "unused-suppression"),
    meta("DDD301", "query-in-loop"),
    meta("DDD303", "query-in-loop-through-call", Status.PREVIEW),
    meta("DDD310", "other-query"),
    meta("DDD601", "bare-except"),
    meta("DDD602", "broad-except"),
)
TOOL = {"DDD001", "DDD002"}
STABLE = {m.code for m in METAS if m.status is Status.STABLE}
ALL = {m.code for m in METAS}


@pytest.mark.parametrize(
    ("settings", "on"),
    [
        (Settings(), STABLE),
        (Settings(preview=True), ALL),
        (Settings(select=("DDD",)), ALL),
        (Settings(select=("DDD3",)), TOOL | {"DDD301", "DDD303", "DDD310"}),
        (Settings(select=("DDD30",)), TOOL | {"DDD301", "DDD303"}),
        (Settings(select=("DDD303",)), TOOL | {"DDD303"}),
        (Settings(select=("query-in-loop-through-call", "bare-except")), TOOL | {"DDD303", "DDD601"}),
        (Settings(select=("DDD601",), preview=True), TOOL | {"DDD601"}),
        (Settings(extend_select=("DDD303",)), ALL),
        (Settings(select=("DDD6",), extend_select=("DDD303",)), TOOL | {"DDD601", "DDD602", "DDD303"}),
        (Settings(ignore=("DDD6",)), STABLE - {"DDD601", "DDD602"}),
        (Settings(ignore=("DDD",)), set()),
        (Settings(ignore=("bare-except", "DDD001")), STABLE - {"DDD601", "DDD001"}),
        (Settings(select=("DDD601",), ignore=("DDD6",)), TOOL | {"DDD601"}),
        (Settings(select=("DDD6",), ignore=("DDD601",)), TOOL | {"DDD602"}),
        (Settings(select=("DDD601",), ignore=("DDD601",)), TOOL),
        (Settings(select=("bare-except",), ignore=("DDD601",)), TOOL),
        (Settings(select=("DDD6",), ignore=("DDD6",)), TOOL),
        (Settings(ignore=("DDD6",), extend_select=("DDD602",)), STABLE - {"DDD601"}),
        (Settings(select=("DDD6",), extend_ignore=("DDD602",)), TOOL | {"DDD601"}),
    ],
)
def test_the_most_specific_selector_decides(settings: Settings, on: set[str]) -> None:
    assert selected_rules(settings, METAS) == on


@pytest.mark.parametrize(
    ("selector", "remedy"),
    [
        ("DDD609", "; did you mean `DDD602`?"),
        ("DDD999", ""),
        ("ddd301", "; did you mean `DDD301`?"),
        ("query-in-lop", "; did you mean `query-in-loop`?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_a_selector_without_a_rule_is_an_error(selector: str, remedy: str) -> None:
    for key in ("select", "ignore", "extend-select", "extend-ignore"):
        settings = Settings(**{key.replace("-", "_"): (selector,)})
        with pytest.raises(ConfigError) as caught:
            selected_rules(settings, METAS, origins={key: "/p/ddd-lint.toml"})
        assert str(caught.value) == f"/p/ddd-lint.toml: `{key}`: no rule is called `{selector}`{remedy}"


def test_per_file_ignores_add_up() -> None:
    ignores = PerFileIgnores(
        Settings(per_file_ignores={"legacy/": ("DDD6",), "*_job.py": ("query-in-loop",), "!shop/": ("DDD310",)}), METAS
    )
    assert ignores.ignored("shop/a.py") == set()
    assert ignores.ignored("shop/legacy/a.py") == {"DDD601", "DDD602"}
    assert ignores.ignored("shop/legacy/a_job.py") == {"DDD601", "DDD602", "DDD301"}
    assert ignores.ignored("other/a.py") == {"DDD310"}
    assert ignores.ignored("other/a.py") is ignores.ignored("other/a.py")


def test_per_file_ignores_know_their_selectors() -> None:
    with pytest.raises(ConfigError, match="`per-file-ignores`: no rule is called `DDD9`; did you mean `DDD6`"):
        PerFileIgnores(Settings(per_file_ignores={"a": ("DDD9",)}), METAS)


selectors = st.lists(
    st.sampled_from(["DDD", "DDD3", "DDD30", "DDD301", "DDD6", "bare-except", "DDD303"]), max_size=3
).map(tuple)


@given(selectors, selectors)
def test_ignoring_never_turns_a_rule_on_and_order_does_not_matter(
    select: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    without = selected_rules(Settings(select=select), METAS)
    with_ignore = selected_rules(Settings(select=select, ignore=ignore), METAS)
    assert with_ignore <= without
    assert with_ignore == selected_rules(Settings(select=select[::-1], ignore=ignore[::-1]), METAS)
    if select:
        assert with_ignore == selected_rules(
            Settings(select=select[:1], extend_select=select[1:], extend_ignore=ignore), METAS
        )
