"""Values of the business that a handler computes: arithmetic over domain objects, dates for what it writes, totals over rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from ddd_lint.frameworks.handling import DATE_WORDS, INPUT_WORDS, PAGING_WORDS, words
from ddd_lint.frameworks.records import SCHEMA_BASES
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import last_name
from ddd_lint.index.values import ExtInst, Inst, Lib, Lit, Ref, Seq, Value
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Comp, Const, Format, Op, Param, SetItem, Subscript
from ddd_lint.rules.routes.acts import NOTIFY, Act
from ddd_lint.rules.routes.flow import Flow
from ddd_lint.rules.routes.objects import Objects, StateRead
from ddd_lint.rules.routes.pieces import COMPUTE, Evidence, a

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_AUGMENTED = frozenset({"+=", "-=", "*=", "/=", "//="})
_NUMBERS = frozenset({"builtins.int", "builtins.float", "decimal.Decimal"})
_SPANS = frozenset({"timedelta", "relativedelta", "td", "Timedelta", "DateOffset"})


class _Unit:
    """One unit of a handler, with what the questions below share."""

    def __init__(self, project: ProjectIndex, objects: Objects, ref: Ref, flow: Flow, acts: list[Act]) -> None:
        self.project, self.objects, self.ref, self.flow = project, objects, ref, flow
        self.acts = [act for act in acts if act.kind != NOTIFY]

    def reads(self, at: int) -> list[StateRead]:
        """The numbers of domain objects that a value is made of, paging and related objects left out."""
        return [
            read
            for read in self.objects.reads(self.ref, self.flow, at)
            if PAGING_WORDS.isdisjoint(words(read.name)) and not self.objects.is_relation(read)
        ]

    def values(self, at: int) -> tuple[Value, ...]:
        return self.project.value(self.ref, at)

    def is_text(self, at: int) -> bool:
        """Whether a value is a text, so that `+`, `*` and `%` are no arithmetic."""
        for here in self.flow.slice(at, calls=False):
            ins = self.flow.code[here]
            if isinstance(ins, Format) or (isinstance(ins, Const) and isinstance(ins.value, str)):
                return True
        return any(
            (isinstance(value, ExtInst) and value.name in ("builtins.str", "builtins.bytes"))
            or (isinstance(value, Lit) and isinstance(value.value, str))
            for value in self.values(at)
        )

    def is_collection(self, at: int) -> bool:
        """Whether a value is a container, a path or a part of a statement, for which operators mean something else."""
        ins = self.flow.code[at]
        return isinstance(ins, Collection | Comp) or any(
            isinstance(value, Lib | Seq) or (isinstance(value, ExtInst) and value.name.startswith("pathlib."))
            for value in self.values(at)
        )

    def is_number(self, at: int) -> bool:
        return any(
            (isinstance(value, ExtInst) and value.name in _NUMBERS)
            or (isinstance(value, Lit) and isinstance(value.value, int | float) and not isinstance(value.value, bool))
            for value in self.values(at)
        )

    def reaches_act(self, at: int) -> Act | None:
        """The write that a value ends up in: as an argument, or in a dictionary that is one."""
        holders = {
            self.flow.text(ins.base)
            for ins in self.flow.code
            if isinstance(ins, SetItem) and at in self.flow.slice(ins.value)
        }
        for act in self.acts:
            call = self.flow.code[act.ins]
            assert isinstance(call, Call)
            for argument in call.args:
                if at in self.flow.slice(argument) or (act.ins > at and self.flow.text(argument) in holders - {""}):
                    return act
        return None

    def decides(self, at: int) -> bool:
        """Whether a branch that refuses or acts goes by a value."""
        for number, block in enumerate(self.flow.blocks):
            if block.kind == "if" and block.value >= 0 and at in self.flow.slice(block.value, calls=False):
                return self.flow.leaves(number) or any(self.flow.within(act.block, number) for act in self.acts)
        return False


def computations(project: ProjectIndex, objects: Objects, ref: Ref, flow: Flow, acts: list[Act]) -> Iterator[Evidence]:
    """Every value of the business that a unit computes."""
    unit = _Unit(project, objects, ref, flow, acts)
    for at in range(flow.unit.header, len(flow.code)):
        ins = flow.code[at]
        found: Evidence | None = None
        if isinstance(ins, Op) and ins.operator in _ARITHMETIC and len(ins.operands) == 2:
            found = _arithmetic(unit, at, ins)
        elif isinstance(ins, Op) and ins.operator in _AUGMENTED:
            found = _accumulation(unit, at, ins)
        elif isinstance(ins, Call) and len(ins.args) == 1 and last_name(flow.unit, ins.func) == "sum":
            found = _sum(unit, ins)
        if found is not None:
            yield found


def _arithmetic(unit: _Unit, at: int, ins: Op) -> Evidence | None:
    left, right = ins.operands
    if any(
        unit.is_collection(part) or (ins.operator in ("+", "*", "%") and unit.is_text(part)) for part in ins.operands
    ):
        return None
    if ins.operator in ("+", "-") and any(_is_span(unit, part) for part in ins.operands):
        act = unit.reaches_act(at)
        return (
            Evidence(COMPUTE, unit.ref[0], ins.line, 1, f"works out a date for `{act.text}`")
            if act is not None
            else None
        )
    if ins.operator == "+" and not unit.is_number(left) and not unit.is_number(right):
        return None
    own, other = unit.reads(left), unit.reads(right)
    dates = any(not DATE_WORDS.isdisjoint(words(read.name)) for read in (*own, *other))
    if own and other and not dates and (own[0].line, own[0].column) != (other[0].line, other[0].column):
        return _of(unit, own[0], f"computes with the `{own[0].name}` and `{other[0].name}`", own[0])
    read = next(iter(own or other), None)
    if read is not None and (unit.decides(at) or unit.reaches_act(at) is not None):
        return _of(unit, read, f"computes with the `{read.name}`", read)
    if ins.operator in ("-", "*", "/") and _is_input(unit, left) and _is_input(unit, right):
        act = unit.reaches_act(at)
        if act is not None:
            return Evidence(COMPUTE, unit.ref[0], ins.line, 1, f"computes what `{act.text}` gets from the request")
    return None


def _of(unit: _Unit, read: StateRead, text: str, place: StateRead) -> Evidence:
    name = unit.objects.name(read.of)
    return Evidence(COMPUTE, unit.ref[0], place.line, place.column, f"{text} of {a(name)}", name)


def _is_span(unit: _Unit, at: int) -> bool:
    """Whether a value is a span of time."""
    ins = unit.flow.code[unit.flow.plain(at)]
    return isinstance(ins, Call) and last_name(unit.flow.unit, ins.func) in _SPANS


def _is_input(unit: _Unit, at: int) -> bool:
    """Whether a value is a number that the request brought, by its own name."""
    flow = unit.flow
    ins = flow.code[flow.plain(at)]
    key: object = None
    if isinstance(ins, Call) and isinstance(callee := flow.code[ins.func], Attr) and callee.name == "get" and ins.args:
        constant = flow.code[ins.args[0]]
        base, key = callee.base, constant.value if isinstance(constant, Const) else None
    elif isinstance(ins, Subscript):
        constant = flow.code[ins.key]
        base, key = ins.base, constant.value if isinstance(constant, Const) else None
    elif isinstance(ins, Attr):
        base, key = ins.base, ins.name
    else:
        return False
    if not isinstance(key, str) or not PAGING_WORDS.isdisjoint(words(key)):
        return False
    return _is_given(unit, base)


def _is_given(unit: _Unit, base: int) -> bool:
    """Whether an object is what the request brought: a schema's, or by the name of it or of the parameter it comes from."""
    flow = unit.flow
    for here in flow.slice(base):
        ins = flow.code[here]
        if isinstance(ins, Param):
            names = {*words(flow.text(base)), *words(flow.text(here))}
            schema = any(
                isinstance(value, Inst)
                and SCHEMA_BASES.intersection(unit.project.evaluator.classes.external_bases(value.ref))
                for value in unit.values(here)
            )
            if schema or not INPUT_WORDS.isdisjoint(names):
                return True
    return False


def _accumulation(unit: _Unit, at: int, ins: Op) -> Evidence | None:
    """`total += …` over domain objects: of what they hold, or where a rule about them says so."""
    flow = unit.flow
    bind = next((b for b in flow.code[at : at + 3] if isinstance(b, Bind) and b.value == at), None)
    if bind is None or unit.is_text(ins.operands[1]) or unit.is_collection(ins.operands[1]):
        return None
    loop = next(iter(flow.loops(ins.block)), None)
    if loop is None or not _over_objects(unit, loop):
        return None
    read = next(iter(unit.reads(ins.operands[1])), None)
    for number in takewhile(lambda number: number != loop, flow.around(ins.block)):
        if read is None and flow.blocks[number].kind in ("if", "else"):
            read = next(iter(unit.objects.reads(unit.ref, flow, flow.blocks[number].value)), None)
    if read is None:
        return None
    return _of(unit, read, f"accumulates `{bind.name}` by the `{read.name}`", read)


def _sum(unit: _Unit, call: Call) -> Evidence | None:
    code = unit.flow.code[call.args[0]]
    if not isinstance(code, Comp):
        return None
    read = next(iter(unit.reads(code.element)), None)
    return _of(unit, read, f"adds up the `{read.name}`", read) if read is not None else None


def _over_objects(unit: _Unit, loop: int) -> bool:
    """Whether a loop goes over domain objects."""
    value = unit.flow.blocks[loop].value
    return value >= 0 and any(
        unit.objects.instances(unit.ref, unit.flow, at)
        for at, ins in enumerate(unit.flow.code)
        if ins.__class__.__name__ in ("Iter", "Elem")
        and getattr(ins, "block", loop) == loop
        and value in unit.flow.slice(at, calls=False)
    )
