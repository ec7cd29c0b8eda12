"""Where units stand."""

import libcst as cst
import pytest

from ddd_lint.facts import extract


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("class Order: ...\n", (1, 7)),
        ("class Order(Base): ...\n", (1, 7)),
        ("@dataclass\nclass Order: ...\n", (2, 7)),
        ("@dataclass(frozen=True)\nclass Order(Base, metaclass=M): ...\n", (2, 7)),
        ("@cached\ndef total(): ...\n", (2, 5)),
        ("@app.get('/')\nasync def total(): ...\n", (2, 11)),
        ("f = lambda: 1\n", (1, 5)),
    ],
)
def test_a_unit_is_placed_at_its_name(source: str, place: tuple[int, int]) -> None:
    unit = extract("a.py", source, cst.parse_module(source)).units[1]
    assert (unit.line, unit.column) == place
