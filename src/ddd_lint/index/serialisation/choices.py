"""Which of a function's returns serve a given request, where it chooses by the view's action or the request's method."""

from __future__ import annotations

from collections.abc import Mapping

from ddd_lint.index.evaluate import Evaluator
from ddd_lint.index.values import Context, Lit, Ref, Values, union
from ddd_lint.model.facts import Attr, Collection, Const, Op, Return, Unit


def returned(e: Evaluator, ref: Ref, context: Context | None, given: Mapping[str, str]) -> Values:
    """What a function returns while attributes of these names (`action`, `method`) hold these texts."""
    unit = e.files.unit(ref)
    parts: list[Values] = []
    for ins in unit.code:
        if isinstance(ins, Return):
            reached = _reached(e, ref, unit, ins.block, given)
            if reached is not False and ins.value >= 0:
                parts.append(e.value(ref, ins.value, context))
            if reached:
                break
    return union(parts)


def _reached(e: Evaluator, ref: Ref, unit: Unit, block: int, given: Mapping[str, str]) -> bool | None:
    """Whether control reaches a block; None where that depends on something else."""
    certain = True
    while block > 0:
        current = unit.blocks[block]
        if current.kind in ("if", "else"):
            holds = _holds(e, ref, unit, current.value, given)
            if holds is not None and current.kind == "else":
                holds = not holds
            if holds is False:
                return False
            certain = certain and holds is True
        elif current.kind not in ("with", "async with"):
            certain = False
        block = current.parent
    return True if certain else None


def _holds(e: Evaluator, ref: Ref, unit: Unit, at: int, given: Mapping[str, str]) -> bool | None:
    ins = unit.code[at] if at >= 0 else None
    if not isinstance(ins, Op):
        return None
    if ins.operator == "not":
        inner = _holds(e, ref, unit, ins.operands[0], given)
        return None if inner is None else not inner
    if ins.operator in ("and", "or"):
        known = [_holds(e, ref, unit, operand, given) for operand in ins.operands]
        decisive = ins.operator == "or"
        if decisive in known:
            return decisive
        return None if None in known else not decisive
    if ins.operator not in ("==", "!=", "in", "not in"):
        return None
    subject = unit.code[ins.operands[0]]
    value = given.get(subject.name) if isinstance(subject, Attr) else None
    if value is None:
        return None
    others = _texts(e, ref, unit, ins.operands[1])
    if not others:
        return None
    return (value in others) == (ins.operator in ("==", "in"))


def _texts(e: Evaluator, ref: Ref, unit: Unit, at: int) -> set[str]:
    """The texts that an operand is or holds; none where not all of them are told."""
    ins = unit.code[at]
    if isinstance(ins, Const):
        return {ins.value} if isinstance(ins.value, str) else set()
    if isinstance(ins, Collection):
        items = [unit.code[item] for item in ins.items]
        found = {item.value for item in items if isinstance(item, Const) and isinstance(item.value, str)}
        return found if len(found) == len(items) else set()
    values = e.value(ref, at)
    return {v.value for v in values if isinstance(v, Lit) and isinstance(v.value, str)}
