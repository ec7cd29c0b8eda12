"""Relations that a test has found to be None by their key: `if row.author_id is None:` reading `row.author` asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.loading import ABSENT
from ddd_lint.index.values import Context, Inst, Ref, Value
from ddd_lint.model.facts import Attr, Const, Op, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_KEY = "_id"


def known_absent(e: Evaluator, ref: Ref, block: int, context: Context | None) -> dict[Value, Inst]:
    """Rows whose relation is None in a block of a unit, each with the row that has it loaded."""
    found: dict[Value, Inst] = {}
    for base, column in _tested_keys(e.files.unit(ref), block):
        name = column.removesuffix(_KEY)
        for value in e.value(ref, base, context):
            if not isinstance(value, Inst) or value.row is None:
                continue
            field = e.models.field(value.ref, name)
            if field is not None and field.kind == "to-one":
                known = found.get(value, value)
                assert known.row is not None
                found[value] = with_loaded(with_loaded(known, name), ABSENT + name)
    return found


def with_loaded(value: Inst, path: str) -> Inst:
    """A row that has one more relation loaded."""
    assert value.row is not None
    return Inst(value.ref, value.args, msgspec.structs.replace(value.row, loaded=value.row.loaded | {path}))


def replaced(context: Context | None, rows: dict[Value, Inst]) -> Context | None:
    """What is known of a call, with other rows in place of some."""
    if context is None or not rows:
        return context
    owner = rows.get(context.owner, context.owner) if context.owner is not None else None
    args = tuple((number, tuple(rows.get(value, value) for value in values)) for number, values in context.args)
    return Context(owner, args, context.flags)


def _tested_keys(unit: Unit, block: int) -> Iterator[tuple[int, str]]:
    """(instruction, column) of the keys that the branches around a block found to be None."""
    while block > 0:
        current = unit.blocks[block]
        if current.kind in ("if", "else"):
            yield from _none(unit, current.value, holds=current.kind == "if")
        block = current.parent


def _none(unit: Unit, test: int, *, holds: bool) -> Iterator[tuple[int, str]]:
    code = unit.code[test]
    if isinstance(code, Attr):
        if not holds and code.name.endswith(_KEY):
            yield code.base, code.name
    elif isinstance(code, Op):
        if code.operator == "not":
            yield from _none(unit, code.operands[0], holds=not holds)
        elif code.operator == ("and" if holds else "or"):
            for operand in code.operands:
                yield from _none(unit, operand, holds=holds)
        elif code.operator in (("is", "==") if holds else ("is not", "!=")):
            other = unit.code[code.operands[1]]
            if isinstance(other, Const) and other.value is None:
                yield from _none(unit, code.operands[0], holds=False)
