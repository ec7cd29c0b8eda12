"""Effects that run once an item of a loop, directly or through calls: what the query rules report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.absent import replaced, with_loaded
from ddd_lint.index.blocks import within
from ddd_lint.index.classes import CACHED_PROPERTIES
from ddd_lint.index.effects import DEFINITION, READS, RELATION, EffectSite, Hop, Reach, text_of
from ddd_lint.index.files import Files
from ddd_lint.index.loops import Loop, Loops, leaves_after
from ddd_lint.index.values import Context, Fn, Inst, Lib, Ref, Value, Values
from ddd_lint.model.facts import (
    NONE,
    Attr,
    Await,
    Bind,
    Call,
    Collection,
    Comp,
    Const,
    Elem,
    Ins,
    Iter,
    Join,
    Name,
    Narrow,
    Op,
    SetAttr,
    Subscript,
    Unit,
    Yield,
)  # fmt: skip

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

DATABASE = frozenset({"query", "write", "commit", "flush"})
CACHE = frozenset({"cache"})
_ANY_ERROR = frozenset({"Exception", "BaseException"})
_PER_ITEM = {"map": 0, "filter": 0, "sorted": -1, "min": -1, "max": -1}


class Repeated(msgspec.Struct, frozen=True):
    """An effect once an item: in `ref`, inside `loop`, at a place; `hops` are the calls from there to the effect's own unit `site_ref`."""

    ref: Ref
    loop: Loop
    line: int
    column: int
    text: str
    site: EffectSite
    site_ref: Ref
    hops: tuple[Hop, ...] = ()


class Repeats:
    """Finds repeated effects unit by unit."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self.loops = Loops(self._e)
        self._found: dict[Ref, tuple[Repeated, ...]] = {}

    def all(self) -> Iterator[Repeated]:
        """Every repeated effect in the files whose findings are wanted and whose cost at run time counts, in file order."""
        for path in sorted(self._project.targets):
            if self._project.left_out_by_role(path):
                continue
            for number, unit in enumerate(self._project.files[path].units):
                if unit.kind != "class":
                    yield from self.of_unit((path, number))

    def of_unit(self, ref: Ref) -> tuple[Repeated, ...]:
        """The repeated effects of one unit."""
        known = self._found.get(ref)
        if known is None:
            known = self._found[ref] = tuple(self._find(ref))
        return known

    def _find(self, ref: Ref) -> Iterator[Repeated]:
        unit = self._e.files.unit(ref)
        if not any(
            block.kind in ("for", "async for", "comp", "while") for block in unit.blocks
        ) and not self._passes_functions(ref):
            return
        effects = self._project.effects
        reported: set[tuple[object, ...]] = set()
        repeating = frozenset(
            number for number in effects.acting_blocks(ref) if number > 0 and next(self.loops.around(ref, number), None)
        )
        if repeating:
            sites = list(effects.sites_in(ref, repeating))
            defining = [site.block for site in sites if site.effect == DEFINITION]
            for site in sites:
                if site.effect.kind not in DATABASE | CACHE:
                    continue
                loop = self._loop_of(ref, unit, site.ins, site.block, self._kept(site))
                if loop is None or effects.guarded(ref, site.block, site.ins):
                    continue
                if any(within(unit, block, loop.block) for block in defining):
                    continue
                line, column = _start(unit, site)
                if (line, column) not in reported:
                    reported.add((line, column))
                    yield Repeated(ref, loop, line, column, site.text, site, ref)
            for position, block, line, column, target, context in effects.calls_in(ref, repeating):
                loop = self._loop_of(ref, unit, position, block)
                if loop is None or effects.guarded(ref, block, position):
                    continue
                yield from self._through(ref, unit, loop, position, line, column, target, context, reported)
            yield from self._handed_on(ref, unit, reported)
        for position in self._e.files.positions(ref, Call):
            ins = unit.code[position]
            assert isinstance(ins, Call)
            if isinstance(callee := unit.code[ins.func], Name) and callee.name in _PER_ITEM:
                yield from self._passed(ref, unit, position, ins, callee.name, reported)

    def _passes_functions(self, ref: Ref) -> bool:
        code = self._e.files.unit(ref).code
        return any(code[at].name in _PER_ITEM for at in self._e.files.positions(ref, Name))  # type: ignore[union-attr]

    def _handed_on(self, ref: Ref, unit: Unit, reported: set[tuple[object, ...]]) -> Iterator[Repeated]:
        """Lazy queries that a loop makes for each item and puts into the item, or into a record of it: whoever shows that runs them."""
        for at in _kept_for_later(self._e.files, ref):
            call = unit.code[at]
            if not isinstance(call, Call) or (call.start_line, call.start_column) in reported:
                continue
            loop = self._loop_of(ref, unit, at, call.block)
            if loop is None:
                continue
            for value in self._e.value(ref, at):
                kind = self._e.tables.kinds[value.kind] if isinstance(value, Lib) else None
                if kind is not None and kind.keeps and kind.consume is not None:
                    reported.add((call.start_line, call.start_column))
                    text = text_of(unit, call.func)
                    site = EffectSite(at, call.block, kind.consume, text, call.line, call.column, value, at)
                    yield Repeated(ref, loop, call.start_line, call.start_column, text, site, ref)
                    break

    def _passed(
        self, ref: Ref, unit: Unit, position: int, ins: Call, name: str, reported: set[tuple[object, ...]]
    ) -> Iterator[Repeated]:
        """`map(f, xs)`, `sorted(xs, key=f)`: f runs once an item."""
        at = _PER_ITEM[name]
        function = ins.args[at] if at >= 0 and len(ins.args) > 1 else -1
        if at < 0 and "key" in ins.names:
            function = ins.args[ins.names.index("key")]
        if function < 0:
            return
        loop = Loop(ins.block, name, name, ins.line, ins.column)
        items = self._e.iterate(self._e.value(ref, ins.args[1 if at >= 0 else 0]))
        for value in self._e.value(ref, function):
            if isinstance(value, Fn):
                context = self._given(value, items)
                yield from self._through(ref, unit, loop, position, ins.line, ins.column, value.ref, context, reported)

    def _given(self, function: Fn, items: Values) -> Context | None:
        """The context of calling a function with an item; what a parameter is declared as goes before what the items are."""
        params = self._e.files.unit(function.ref).params
        at = 0 if function.owner is None else 1
        untold = at < len(params) and params[at].annotation < 0
        args = ((at, items),) if untold and items else ()
        return Context(function.owner, args) if function.owner is not None or args else None

    def _through(
        self,
        ref: Ref,
        unit: Unit,
        loop: Loop,
        position: int,
        line: int,
        column: int,
        target: Ref,
        context: Context | None,
        reported: set[tuple[object, ...]],
    ) -> Iterator[Repeated]:
        if self._project.effects.memoised(target, context):
            return
        ins = unit.code[position]
        place = (ins.start_line, ins.start_column) if isinstance(ins, Call) else (line, column)
        # A row keeps what its cached property gave: what reads it again asks nothing.
        if place in reported or (loop.block, target) in reported:
            return
        while True:
            reach = self._nearest(target, context)
            if reach is None or self._project.effects.sends_gathered(reach):
                return
            row = reach.site.owner
            if reach.site.effect != RELATION or not isinstance(row, Inst) or row.row is None:
                break
            if self._project.relations.preloaded(ref, loop.line):
                return
            name = reach.site.text.rpartition(".")[2]
            relation = (loop.block, row.ref, row.row.via, name)
            if relation not in reported:
                reported.add(relation)
                break
            # Once it was read the row has it: what reads it again asks nothing. Each turn adds a relation that was read.
            context, before = _having(context, row, name), context
            if context == before:
                return
        reported.add(place)
        decorators = self._e.classes.decorators
        reported.update(
            (loop.block, callee)
            for callee in (target, *(hop.callee for hop in reach.hops))
            if decorators(callee) & CACHED_PROPERTIES
        )
        text = text_of(unit, ins.func if isinstance(ins, Call) else position)
        yield Repeated(ref, loop, *place, text, reach.site, reach.ref, (Hop(ref, line, column, target), *reach.hops))

    def _nearest(self, target: Ref, context: Context | None) -> Reach | None:
        for kinds in (READS, DATABASE, CACHE):
            reach = self._project.effects.reach(target, context, kinds)
            if reach is not None:
                return reach
        return None

    def _loop_of(self, ref: Ref, unit: Unit, position: int, block: int, kept: int = NONE) -> Loop | None:
        """The innermost loop over items that an instruction runs once an item of, unless the loop is left right behind it.

        What a handler of any error does, an item that failed costs, not each; what waits for a number of items, a batch of them.
        `kept` is the instruction of an object that keeps its rows: it asks for them once an item only where it is a new one each time.
        """
        for loop in self.loops.around(ref, block):
            if self._is_seldom(unit, block, loop.block):
                return None
            if (kept == NONE or self._fresh(ref, unit, kept, loop.block)) and not leaves_after(
                self._e.files, ref, position, block, loop.block
            ):
                return loop
        return None

    @staticmethod
    def _is_seldom(unit: Unit, block: int, loop: int) -> bool:
        """Whether a block stands below a bare or broad `except` inside a loop, or below a test that few turns pass.

        Such as `if len(batch) >= size:`, `if number % size == 0:`, or, the items being names, `if name == "tags":`.
        """
        while block != loop:
            current = unit.blocks[block]
            if current.kind == "except" and (current.value < 0 or text_of(unit, current.value) in _ANY_ERROR):
                return True
            if current.kind == "if" and (_counts_to(unit, current.value, block) or _picks(unit, current.value, loop)):
                return True
            block = current.parent
        return False

    def _kept(self, site: EffectSite) -> int:
        """The instruction of what a site goes over, if that is an object which keeps its rows once they are read."""
        keeps = isinstance(site.owner, Lib) and self._e.tables.kinds[site.owner.kind].keeps
        return site.value if keeps else NONE

    def _fresh(self, ref: Ref, unit: Unit, at: int, loop: int) -> bool:
        """Whether an instruction gives another object each time round a loop: one made inside it, or an item of what it goes over."""
        waiting = [at]
        seen: set[int] = set()
        while waiting:
            position = waiting.pop()
            if position in seen:
                continue
            seen.add(position)
            ins = unit.code[position]
            if isinstance(ins, Call | Iter | Subscript):
                if within(unit, ins.block, loop):
                    return True
            elif isinstance(ins, Attr):
                if within(unit, ins.block, loop) and self._is_computed(ref, ins):
                    return True
            elif isinstance(ins, Join):
                waiting += ins.values
            elif isinstance(ins, Op):
                waiting += ins.operands[1:] if ins.operator == "if" else ins.operands
            elif isinstance(ins, Elem | Narrow | Await):
                waiting.append(ins.base)
            elif isinstance(ins, Bind) and ins.value >= 0:
                waiting.append(ins.value)
        return False

    def _is_computed(self, ref: Ref, ins: Attr) -> bool:
        """Whether an attribute is a property that makes its value anew."""
        classes = self._e.classes
        for value in self._e.value(ref, ins.base):
            method = classes.method(value.ref, ins.name) if isinstance(value, Inst) else None
            if method is not None and classes.is_property(method):
                return not self._project.effects.memoised(method, Context(value))
        return False


def _having(context: Context | None, row: Inst, name: str) -> Context | None:
    """What is known of a call, its rows having the relation that a row reached from them reads."""
    assert row.row is not None
    rows: dict[Value, Inst] = {}
    if context is not None:
        for value in (context.owner, *(value for _, values in context.args for value in values)):
            if not isinstance(value, Inst) or value.row is None:
                continue
            via = value.row.via
            if value.ref == row.ref and via == row.row.via:
                rows[value] = with_loaded(value, name)
            elif row.row.via.startswith(f"{via}." if via else "") and row.row.via != via:
                rows[value] = with_loaded(value, f"{row.row.via[len(via) :].lstrip('.')}.{name}")
    return replaced(context, rows)


def _start(unit: Unit, site: EffectSite) -> tuple[int, int]:
    ins = unit.code[site.ins] if site.ins >= 0 else None
    return (ins.start_line, ins.start_column) if isinstance(ins, Call) else (site.line, site.column)


def _kept_for_later(files: Files, ref: Ref) -> Iterator[int]:
    """What is set on an object, or stands in a dictionary of named values that is collected or produced."""
    code = files.unit(ref).code
    for at in (position for kind in (SetAttr, Call, Comp, Yield) for position in files.positions(ref, kind)):
        ins = code[at]
        record: Ins | None = None
        if isinstance(ins, SetAttr):
            if isinstance(code[ins.base], Iter):
                yield from _alternatives(code, ins.value)
        elif isinstance(ins, Call):
            callee = code[ins.func]
            record = code[ins.args[0]] if isinstance(callee, Attr) and callee.name == "append" and ins.args else None
        elif isinstance(ins, Comp):
            record = code[ins.element]
        elif isinstance(ins, Yield) and ins.value >= 0:
            record = code[ins.value]
        if isinstance(record, Collection):
            for key, item in zip(record.keys, record.items, strict=False):
                name = code[key] if key >= 0 else None
                if isinstance(name, Const) and isinstance(name.value, str) and "query" not in name.value:
                    yield from _alternatives(code, item)


def _alternatives(code: tuple[Ins, ...], at: int) -> Iterator[int]:
    ins = code[at] if at >= 0 else None
    if isinstance(ins, Op) and ins.operator == "if":
        yield from ins.operands[1:]
    elif isinstance(ins, Join):
        yield from ins.values
    elif at >= 0:
        yield at


def _counts_to(unit: Unit, test: int, block: int) -> bool:
    """Whether a test waits for a number of items, gathered in a list that its branch empties; it may hold for the last one too."""
    code = unit.code[test]
    if not isinstance(code, Op):
        return False
    if code.operator in ("or", "and"):
        return any(_counts_to(unit, operand, block) for operand in code.operands)
    left = unit.code[code.operands[0]]
    if (
        isinstance(left, Call)
        and code.operator in (">=", ">", "==")
        and text_of(unit, left.func) == "len"
        and left.args
    ):
        return _empties(unit, block, text_of(unit, left.args[0]))
    return code.operator == "==" and isinstance(left, Op) and left.operator == "%"


def _picks(unit: Unit, test: int, loop: int) -> bool:
    """Whether a test compares a loop's item, or its key of a mapping, with a written name: it tells kinds of items apart."""
    code = unit.code[test]
    if not isinstance(code, Op):
        return False
    if code.operator == "and":
        return any(_picks(unit, operand, loop) for operand in code.operands)
    if code.operator not in ("==", "in"):
        return False
    left, right = (unit.code[operand] for operand in code.operands)
    named = [unit.code[item] for item in right.items] if isinstance(right, Collection) else [right]
    return (
        code.operator == ("in" if isinstance(right, Collection) else "==")
        and all(isinstance(name, Const) and isinstance(name.value, str) for name in named)
        and _is_item(unit, left, loop)
    )


def _is_item(unit: Unit, ins: Ins, loop: int) -> bool:
    """Whether an instruction is the item of a loop itself, or the key where the loop goes over `items()`."""
    if isinstance(ins, Elem) and ins.index == 0:
        ins = unit.code[ins.base]
        call = unit.code[ins.base] if isinstance(ins, Iter) else None
        callee = unit.code[call.func] if isinstance(call, Call) else None
        if not isinstance(callee, Attr) or callee.name != "items":
            return False
    return isinstance(ins, Iter) and ins.block == loop


def _empties(unit: Unit, block: int, name: str) -> bool:
    """Whether a branch clears a list, or binds its name anew."""
    for ins in unit.code:
        if isinstance(ins, Bind) and ins.name == name and within(unit, ins.block, block):
            return True
        if isinstance(ins, Call) and within(unit, ins.block, block):
            callee = unit.code[ins.func]
            if isinstance(callee, Attr) and callee.name == "clear" and text_of(unit, callee.base) == name:
                return True
    return False
