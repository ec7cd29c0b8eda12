"""The set of rules is found by itself and checked as a whole."""

from __future__ import annotations

import inspect

import pytest

from ddd_lint.rules.base import EngineRule, ProjectRule, Rule, TreeRule
from ddd_lint.rules.registry import SECTIONS, RegistryError, all_metas, all_rules, find_rule, validate

PAGE = "\n\n".join(f"## {section}\n\nText." for section in SECTIONS)


def made(
    base: type[Rule] = EngineRule, *, code: str = "DDD901", name: str = "some-rule", page: str = PAGE
) -> type[Rule]:
    return type("Made", (base,), {"code": code, "name": name, "summary": "Some rule", "__doc__": page})


def test_found_in_order_of_their_codes() -> None:
    codes = [meta.code for meta in all_metas()]
    assert codes == sorted(set(codes))
    assert {"DDD001", "DDD301", "DDD501", "DDD602"} <= set(codes)


def test_a_rule_is_a_file_of_its_own() -> None:
    files = [inspect.getfile(rule) for rule in all_rules()]
    assert len(files) == len(set(files))
    for rule in all_rules():
        assert inspect.getfile(rule).endswith(f"/{rule.name.replace('-', '_')}.py")


@pytest.mark.parametrize("key", ["DDD602", "ddd602", "broad-except", "Broad-Except"])
def test_found_by_code_or_name(key: str) -> None:
    meta = find_rule(key)
    assert meta is not None
    assert (meta.code, meta.name, meta.family) == ("DDD602", "broad-except", "DDD6")


@pytest.mark.parametrize("key", ["DDD6", "DDD", "", "except"])
def test_part_of_a_code_or_name_is_no_rule(key: str) -> None:
    assert find_rule(key) is None


def test_kinds_of_rules() -> None:
    validate(
        [
            made(base, code=f"DDD90{n}", name=f"rule-{'abc'[n]}")
            for n, base in enumerate((TreeRule, ProjectRule, EngineRule))
        ]
    )


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([made(code="DDD9")], "code 'DDD9' or name 'some-rule' is malformed"),
        ([made(code="ddd901")], "code 'ddd901' or name 'some-rule' is malformed"),
        ([made(name="Some-Rule")], "code 'DDD901' or name 'Some-Rule' is malformed"),
        ([made(name="rule")], "code 'DDD901' or name 'rule' is malformed"),
        ([made(), made(name="other-rule")], "DDD901 is Made's already"),
        ([made(), made(code="DDD902")], "some-rule is Made's already"),
        ([made(Rule)], "neither a TreeRule nor a ProjectRule"),
        ([made(page=PAGE.replace("## Good", "## Better"))], "its page lacks Good"),
        ([made(page="")], f"its page lacks {', '.join(SECTIONS)}"),
    ],
)  # fmt: skip
def test_an_inconsistent_set_is_refused(rules: list[type[Rule]], told: str) -> None:
    with pytest.raises(RegistryError, match=told.replace("(", r"\(")):
        validate(rules)
