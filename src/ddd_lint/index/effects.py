"""What calls do beyond returning (query, write, commit, cache round trip …), closed over the call graph.

`sites` lists where a unit itself has an effect: a library call that the tables know, or a place that consumes a lazy query (iteration,
`len`, `bool`, indexing). `reach` follows calls of project functions, breadth first, so that the chain it gives is a shortest one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks.django import PREFETCHED_ROWS
from ddd_lint.frameworks.library import Effect
from ddd_lint.frameworks.sqlalchemy import WRITING
from ddd_lint.index import transfer
from ddd_lint.index.absent import known_absent, replaced
from ddd_lint.index.blocks import within
from ddd_lint.index.classes import CACHED_PROPERTIES
from ddd_lint.index.dataflow import made_of
from ddd_lint.index.definitions import defines
from ddd_lint.index.flags import Flags, Passed
from ddd_lint.index.values import Context, Ext, ExtInst, Fn, Inst, Lib, Lit, Method, Ref, Seq, Tup, Value, Values
from ddd_lint.model.facts import (
    Attr,
    Await,
    Bind,
    Block,
    Call,
    Collection,
    Comp,
    Const,
    Ins,
    Join,
    Name,
    Op,
    Return,
    SetAttr,
    SetItem,
    Star,
    Subscript,
    Unit,
)

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_WRITING_TEXT = re.compile(r"\s*(insert|update|delete|replace|merge)\b", re.IGNORECASE)
_CONSUMERS = frozenset(
    f"builtins.{name}"
    for name in (
        "list",
        "tuple",
        "set",
        "frozenset",
        "len",
        "bool",
        "sorted",
        "any",
        "all",
        "sum",
        "max",
        "min",
        "dict",
        "next",
        "enumerate",
        "zip",
    )
)
_CONSUMING_METHODS = frozenset(
    {"extend", "update", "union", "intersection", "difference", "issubset", "issuperset", "join"}
)
_MEMOISED = re.compile(r"^(a?lru_|ttl_)?cache(d|_result|_function|_method)?$|memoi[sz]e", re.IGNORECASE)
_MAX_NODES = 600
_ADDING = frozenset({"add", "append", "put", "set", "setdefault", "update"})
_LOOKUP_ERRORS = frozenset({"KeyError", "AttributeError", "LookupError", "IndexError"})
_LOOPS = frozenset({"for", "async for", "comp"})
_ACTING: tuple[type[Ins], ...] = (Call, Subscript, Await, Star)
RELATION = Effect("relation")
"""Reading a lazy relation of a row: a query in all but the name."""
READS = frozenset({"query", RELATION.kind})
DEFINITION = Effect("define")
"""A statement that makes or drops a table or another object of the database."""


class EffectSite(msgspec.Struct, frozen=True):
    """One place with an effect: the instruction (or, for a loop's iterable, its block), what it is and where.

    `owner` is the library object that acts; `text` the callee as written; `value` the instruction of what is gone over, where that is the effect.
    """

    ins: int
    block: int
    effect: Effect
    text: str
    line: int
    column: int
    owner: Value | None = None
    value: int = -1


class Hop(msgspec.Struct, frozen=True):
    """One call on the way to an effect: the caller, the call's place, and the function it reaches."""

    caller: Ref
    line: int
    column: int
    callee: Ref


class Reach(msgspec.Struct, frozen=True):
    """An effect that a function has, with the calls that lead to it (none where it is the function's own)."""

    site: EffectSite
    ref: Ref
    hops: tuple[Hop, ...]


class Effects:
    """Answers about effects, memoised per function and what is known of its call."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._flags = Flags(self._e)
        self._sites: dict[tuple[Ref, Context | None], tuple[EffectSite, ...]] = {}
        self._may_act: dict[Ref, list[int]] = {}
        self._may_call: dict[Ref, list[int]] = {}
        self._keeping: dict[Ref, bool] = {}
        self._calls: dict[tuple[Ref, Context | None], tuple[tuple[int, int, int, int, Ref, Context | None], ...]] = {}
        self._reach: dict[tuple[Ref, Context | None, str], Reach | None] = {}
        self.truncated = 0

    # -- a unit's own effects ----------------------------------------------------------------------------------------

    def sites(self, ref: Ref, context: Context | None = None) -> tuple[EffectSite, ...]:
        """The effects of a unit's own instructions, in evaluation order, whatever its flags."""
        context = _unflagged(context)
        key = (ref, context)
        known = self._sites.get(key)
        if known is None:
            known = self._sites[key] = tuple(self._find(ref, context))
        return known

    def sites_in(self, ref: Ref, blocks: frozenset[int]) -> Iterator[EffectSite]:
        """The effects of a unit's own instructions in some of its blocks."""
        known = self._sites.get((ref, None))
        yield from self._find(ref, None, blocks) if known is None else (site for site in known if site.block in blocks)

    def _find(self, ref: Ref, context: Context | None, blocks: frozenset[int] | None = None) -> Iterator[EffectSite]:
        unit = self._e.files.unit(ref)
        for position in self._telling(ref):
            ins = unit.code[position]
            if blocks is not None and _block_of(unit, ins) not in blocks:
                continue
            kind = ins.__class__
            if kind is Call:
                yield from self._of_call(ref, position, ins, context)  # type: ignore[arg-type]
            elif kind is Subscript:
                code = unit.code[ins.key]  # type: ignore[union-attr]
                if code.__class__.__name__ != "Slice":
                    yield from self._consumed(ref, position, ins.base, ins.block, ins.line, ins.column, context)  # type: ignore[union-attr]
            elif kind is Op:
                operand = ins.operands[1]  # type: ignore[union-attr]
                line, column = _place(unit.code[operand], ins.line)  # type: ignore[union-attr]
                yield from self._consumed(ref, position, operand, ins.block, line, column, context)  # type: ignore[union-attr]
            elif kind is Await:
                yield from self._awaited(ref, position, ins.base, context)  # type: ignore[union-attr]
            elif kind is Star:
                yield from self._consumed(ref, position, ins.base, 0, 0, 0, context)  # type: ignore[union-attr]
            else:
                yield from self._loaded(ref, position, ins, context)  # type: ignore[arg-type]
        for number, block in enumerate(unit.blocks):
            if blocks is not None and block.parent not in blocks:
                continue
            if block.kind in _LOOPS:
                yield from self._consumed(
                    ref, -number - 1, block.value, block.parent, block.line, block.column, context
                )
            elif block.kind == "if":
                yield from self._consumed(
                    ref, -number - 1, block.value, block.parent, block.line, block.column, context, test=True
                )

    def _telling(self, ref: Ref) -> list[int]:
        """The instructions of a unit that may have an effect, whatever is known of the unit's call."""
        known = self._may_act.get(ref)
        if known is None:
            unit = self._e.files.unit(ref)
            relations = self._e.models.relation_names()
            files, code = self._e.files, unit.code
            found = [position for kind in _ACTING for position in files.positions(ref, kind)]
            found += (at for at in files.positions(ref, Attr) if code[at].name in relations)  # type: ignore[union-attr]
            found += (at for at in files.positions(ref, Op) if code[at].operator in ("in", "not in"))  # type: ignore[union-attr]
            known = self._may_act[ref] = sorted(position for position in found if position >= unit.header)
        return known

    def _calling(self, ref: Ref) -> list[int]:
        """The instructions of a unit that may call a function: calls, and attributes that may be properties."""
        known = self._may_call.get(ref)
        if known is None:
            unit, files = self._e.files.unit(ref), self._e.files
            found = list(files.positions(ref, Call))
            found += (at for at in files.positions(ref, Attr) if files.is_decorated_member(unit.code[at].name))  # type: ignore[union-attr]
            known = self._may_call[ref] = sorted(position for position in found if position >= unit.header)
        return known

    def acting_blocks(self, ref: Ref) -> frozenset[int]:
        """The blocks of a unit in which something may have an effect or call a function, before anything is known of it."""
        unit = self._e.files.unit(ref)
        inside = {_block_of(unit, unit.code[at]) for at in (*self._telling(ref), *self._calling(ref))}
        return frozenset(inside | {block.parent for block in unit.blocks if block.kind in _LOOPS})

    def _of_call(self, ref: Ref, position: int, ins: Call, context: Context | None) -> Iterator[EffectSite]:
        for func in self._e.value(ref, ins.func, context):
            operation = transfer.operation_of(self._e, func)
            if operation is not None and operation.effect is not None:
                owner = func.owner if isinstance(func, Method) else None
                effect = operation.effect
                if effect.writing and ins.args:
                    if defines(self._e, ref, ins.args[0], context):
                        effect = DEFINITION
                    elif self._writes(ref, ins.args[0], context):
                        effect = Effect("write", effect.writing)
                yield EffectSite(
                    position,
                    ins.block,
                    effect,
                    text_of(self._e.files.unit(ref), ins.func),
                    ins.line,
                    ins.column,
                    owner,
                )
                return
            if ins.args and _takes_all(func):
                # `len(qs)` after the queryset was evaluated into a name is counted too: the name may be a fresh queryset each time.
                yield from self._consumed(ref, position, ins.args[0], ins.block, ins.line, ins.column, context)
                return

    def _writes(self, ref: Ref, statement: int, context: Context | None) -> bool:
        """Whether a statement, built or given as text, writes."""
        code = self._e.files.unit(ref).code[statement]
        values = self._e.value(ref, statement, context)
        if isinstance(code, Call) and code.args:
            # `text("INSERT …")`
            values += self._e.value(ref, code.args[0], context)
        return any(
            (isinstance(v, Lib) and v.kind == WRITING)
            or (isinstance(v, Lit) and isinstance(v.value, str) and _WRITING_TEXT.match(v.value) is not None)
            for v in values
        )  # fmt: skip

    def _consumed(
        self,
        ref: Ref,
        position: int,
        value: int,
        block: int,
        line: int,
        column: int,
        context: Context | None,
        *,
        test: bool = False,
    ) -> Iterator[EffectSite]:
        if value < 0:
            return
        values = self._e.value(ref, value, context)
        if any(isinstance(found, Lib) and found.kind == PREFETCHED_ROWS for found in values):
            return
        for found in values:
            if isinstance(found, Lib):
                consume = self._e.tables.kinds[found.kind].consume
                if consume is not None:
                    unit = self._e.files.unit(ref)
                    if test and not isinstance(unit.code[value], Call):
                        # `if qs:` on a name that is iterated too costs one query in all; the iteration is the site.
                        return
                    yield EffectSite(position, block, consume, text_of(unit, value), line, column, found, value)
                    return

    def _loaded(self, ref: Ref, position: int, ins: Attr, context: Context | None) -> Iterator[EffectSite]:
        """Reading a relation that was not loaded with its row is a query, and one a row where the row is one of many."""
        rows = [value for value in self._e.value(ref, ins.base, context) if isinstance(value, Inst)]
        lazy = self._project.relations.lazy_field
        if rows and all(v.row is not None and not v.row.single and lazy(v, ins.name) is not None for v in rows):
            text = text_of(self._e.files.unit(ref), position)
            yield EffectSite(position, ins.block, RELATION, text, ins.line, ins.column, rows[0])

    def _awaited(self, ref: Ref, position: int, base: int, context: Context | None) -> Iterator[EffectSite]:
        """`await` runs what a query of some libraries only describes; it is placed at the call or attribute that gives the query."""
        place = self._e.files.unit(ref).code[base]
        lazy = any(
            isinstance(v, Lib) and self._e.tables.kinds[v.kind].awaited for v in self._e.value(ref, base, context)
        )
        if lazy and isinstance(place, Call | Attr):
            yield from self._consumed(ref, position, base, place.block, place.line, place.column, context)

    # -- through calls -----------------------------------------------------------------------------------------------

    def calls(
        self, ref: Ref, context: Context | None = None
    ) -> tuple[tuple[int, int, int, int, Ref, Context | None], ...]:
        """Calls of project functions in a unit: (instruction, block, line, column, function, its context); properties read count as calls."""
        key = (ref, context)
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = tuple(self._find_calls(ref, context))
        return known

    def calls_in(self, ref: Ref, blocks: frozenset[int]) -> Iterator[tuple[int, int, int, int, Ref, Context | None]]:
        """What `calls` gives, for some of a unit's blocks."""
        known = self._calls.get((ref, None))
        yield from (
            self._find_calls(ref, None, blocks) if known is None else (call for call in known if call[1] in blocks)
        )

    def _find_calls(
        self, ref: Ref, context: Context | None, blocks: frozenset[int] | None = None
    ) -> Iterator[tuple[int, int, int, int, Ref, Context | None]]:
        unit = self._e.files.unit(ref)
        flags = context.flags if context is not None else ()
        context = _unflagged(context)
        for position in self._calling(ref):
            ins = unit.code[position]
            if blocks is not None and _block_of(unit, ins) not in blocks:
                continue
            if isinstance(ins, Call):
                absent = known_absent(self._e, ref, ins.block, context) if ins.block else {}
                for target, inner in _merged(self._project.targets_of(ref, position, context)):
                    # Calling a generator function runs nothing; its loop does, which is where the call stands nearly always.
                    if self._e.files.unit(target).kind in ("function", "lambda"):
                        bound = 0 if inner is None or inner.owner is None else 1
                        passed = self._flags.passed(ref, ins, target, bound, flags)
                        yield (
                            position,
                            ins.block,
                            ins.line,
                            ins.column,
                            target,
                            _flagged(replaced(inner, absent), passed),
                        )
                for target, inner in _merged(self._texts(ref, unit, ins, context)):
                    yield position, ins.block, ins.line, ins.column, target, inner
            elif isinstance(ins, Attr):
                found: list[tuple[Ref, Context | None]] = []
                for value in self._e.value(ref, ins.base, context):
                    if isinstance(value, Inst):
                        method = self._property(value, ins.name)
                        if method is not None:
                            found.append((method, Context(value)))
                for method, inner in _merged(found):
                    yield position, ins.block, ins.line, ins.column, method, inner

    def _texts(self, ref: Ref, unit: Unit, ins: Call, context: Context | None) -> list[tuple[Ref, Context | None]]:
        """The methods that `str(value)` calls."""
        callee = unit.code[ins.func]
        if not (isinstance(callee, Name) and callee.name == "str" and ins.args):
            return []
        values = self._e.value(ref, ins.args[0], context)
        methods = [(self._e.classes.method(v.ref, "__str__"), Context(v)) for v in values if isinstance(v, Inst)]
        return [(method, inner) for method, inner in methods if method is not None]

    def flagged(self, ref: Ref, context: Context | None, given: Mapping[int, Values] | None = None) -> Context | None:
        """What is known of a call, with the flags that come with the values it passes and with defaults."""
        return _flagged(context, self._flags.given(ref, given or {}))

    def _property(self, value: Inst, name: str) -> Ref | None:
        if self._e.models.framework(value.ref) is not None and self._e.models.field(value.ref, name) is not None:
            return None
        method = self._e.classes.method(value.ref, name)
        if method is None or not self._e.classes.is_property(method):
            return None
        return method

    def memoised(self, ref: Ref, context: Context | None) -> bool:
        """Whether a function keeps its results: a cache decorator, a cached property. Each of many rows has results of its own."""
        decorators = self._e.classes.decorators(ref)
        if (
            not decorators & CACHED_PROPERTIES
            and not any(_MEMOISED.search(n.rpartition(".")[2]) for n in decorators)
            and not (decorators and self._is_kept_by_decorator(ref))
        ):
            return False
        owner = context.owner if context is not None else None
        return not (isinstance(owner, Inst) and owner.row is not None and not owner.row.single)

    def _is_kept_by_decorator(self, ref: Ref) -> bool:
        """Whether a decorator of the project's own calls a function only until its result is kept."""
        known = self._keeping.get(ref)
        if known is None:
            code = self._e.files.unit(ref).code
            decorators = [
                ins.func if isinstance(ins := code[at], Call) else at for at in self._e.files.unit(ref).decorators
            ]
            known = self._keeping[ref] = any(
                self._keeps_results(value.ref, frozenset())
                for at in decorators
                for value in self._e.value(ref, at)
                if isinstance(value, Fn)
            )
        return known

    def _keeps_results(self, ref: Ref, functions: frozenset[str]) -> bool:
        """Whether a function inside a decorator calls one of these names, or its own decorator's parameter, only until the result is kept."""
        unit = self._e.files.unit(ref)
        for at in self._e.files.positions(ref, Call):
            call = unit.code[at]
            assert isinstance(call, Call)
            if text_of(unit, call.func) in functions and self.guarded(ref, call.block, at):
                return True
        inner = functions | {param.name for param in unit.params}
        return any(
            self._keeps_results((ref[0], number), inner)
            for number in self._e.files.children(ref)
            if self._e.files.unit((ref[0], number)).kind == "function"
        )

    def reach(self, ref: Ref, context: Context | None, kinds: frozenset[str]) -> Reach | None:
        """The nearest effect of one of the kinds that running a function has, None where it has none that can be told."""
        tag = ",".join(sorted(kinds))
        key = (ref, context, tag)
        if key in self._reach:
            return self._reach[key]
        parents: dict[tuple[Ref, Context | None], tuple[tuple[Ref, Context | None], Hop] | None] = {
            (ref, context): None
        }
        queue: deque[tuple[Ref, Context | None]] = deque([(ref, context)])
        memoised: set[tuple[Ref, Context | None]] = set()
        found: tuple[tuple[Ref, Context | None], Reach] | None = None
        while queue:
            node = queue.popleft()
            if self.memoised(*node) and node != (ref, context):
                # Called from elsewhere it costs nothing; asked about itself it has the effects of its body.
                memoised.add(node)
                continue
            known = self._reach.get((*node, tag), False)
            if known is None:
                continue
            if known:
                found = (node, known)  # type: ignore[assignment]
                break
            sites = self.sites(*node)
            # What makes a table of its own for an item and fills it has no form for many items.
            defining = any(s.effect == DEFINITION for s in sites)
            site = next(
                (
                    s
                    for s in sites
                    if s.effect.kind in kinds
                    and not defining
                    and not self.guarded(node[0], s.block, s.ins)
                    and not self._ruled_out(*node, s.block, s.ins)
                ),
                None,
            )
            if site is not None:
                found = (node, Reach(site, node[0], ()))
                break
            if len(parents) > _MAX_NODES:
                self.truncated += 1
                break
            for position, block, line, column, target, inner in self.calls(*node):
                if (
                    (target, inner) not in parents
                    and not self.guarded(node[0], block, position)
                    and not self._ruled_out(*node, block, position)
                ):
                    parents[target, inner] = (node, Hop(node[0], line, column, target))
                    queue.append((target, inner))
        if found is None:
            if len(parents) <= _MAX_NODES:
                self._reach.update(dict.fromkeys(((*node, tag) for node in parents if node not in memoised), None))
            self._reach[key] = None
            return None
        node, result = found
        self._reach[(*node, tag)] = result
        at = parents[node]
        while at is not None:
            node, hop = at
            result = Reach(result.site, result.ref, (hop, *result.hops))
            self._reach[(*node, tag)] = result
            at = parents[node]
        return self._reach[key]

    # -- guards ------------------------------------------------------------------------------------------------------

    def _ruled_out(self, ref: Ref, context: Context | None, block: int, position: int) -> bool:
        """Whether the call's flags keep a place of its function from running."""
        return context is not None and self._flags.rule_out(ref, block, position, context.flags)

    def sends_gathered(self, reach: Reach) -> bool:
        """Whether an effect sends what an object of the project gathered (`self._pipe.execute()`): one round trip for many calls of it."""
        owner = reach.site.owner
        if not isinstance(owner, Lib) or reach.site.ins < 0:
            return False
        unit = self._e.files.unit(reach.ref)
        call = unit.code[reach.site.ins]
        callee = unit.code[call.func] if isinstance(call, Call) else None
        return (
            isinstance(callee, Attr)
            and callee.name == self._e.tables.kinds[owner.kind].gathers
            and isinstance(unit.code[callee.base], Attr)
        )

    def guarded(self, ref: Ref, block: int, position: int) -> bool:
        """Whether an effect runs only until its result is kept: `if self._x is None: self._x = …`, `if key not in seen: seen[key] = …`.

        The branch's test must read what the branch then sets (or a membership test of a container that the branch fills).
        """
        unit = self._e.files.unit(ref)
        number = block
        while number > 0:
            current = unit.blocks[number]
            if current.kind in ("if", "else", "except") and self._fills(unit, number, current):
                return True
            number = current.parent
        return self._early_return(ref, unit, position)

    def _fills(self, unit: Unit, number: int, block: Block) -> bool:
        is_handler = block.kind == "except"
        tested = _tried(unit, number, block) if is_handler else _tested(unit, block.value, absent=block.kind == "if")
        if not tested:
            return False
        inside = [ins for ins in unit.code if getattr(ins, "block", -1) >= number and within(unit, ins.block, number)]  # type: ignore[union-attr]
        return any(_keeps(unit, ins, tested) for ins in inside)

    def _early_return(self, ref: Ref, unit: Unit, position: int) -> bool:
        """`if key in cache: return cache[key]` before, and `cache[key] = …` behind; `if hasattr(self, "_x"): return self._x`."""
        for at in self._e.files.positions(ref, Return):
            if at >= position >= 0:
                break
            ins = unit.code[at]
            assert isinstance(ins, Return)
            if unit.blocks[ins.block].kind == "if" and unit.blocks[ins.block].parent == 0:
                tested = _tested(unit, unit.blocks[ins.block].value, absent=False)
                if tested and any(_keeps(unit, later, tested) for later in unit.code[at:]):
                    return True
                if ins.value >= 0 and _annotated(unit, unit.blocks[ins.block].value) & _asked(unit, ins.value):
                    return True
        return False


def _keeps(unit: Unit, ins: Ins, names: set[str]) -> bool:
    """Whether an instruction keeps something under one of these names: an item or attribute set, a container added to."""
    if isinstance(ins, SetItem):
        return text_of(unit, ins.base) in names
    if isinstance(ins, SetAttr):
        return f"{text_of(unit, ins.base)}.{ins.name}" in names
    if isinstance(ins, Bind):
        return bool(ins.scope) and ins.name in names
    callee = unit.code[ins.func] if isinstance(ins, Call) else None
    return isinstance(callee, Attr) and callee.name in _ADDING and text_of(unit, callee.base) in names


def _takes_all(func: Value) -> bool:
    """Whether calling a value goes over all items of its first argument: `list`, `sum`, a list's `extend`, a text's `join`."""
    if isinstance(func, Ext):
        return func.name in _CONSUMERS
    if not isinstance(func, Method) or func.name not in _CONSUMING_METHODS:
        return False
    return isinstance(func.owner, Seq | Tup) or (isinstance(func.owner, ExtInst) and func.owner.name == "builtins.str")


def _unflagged(context: Context | None) -> Context | None:
    """What is known of a call but for its flags, which no value depends on."""
    if context is None or not context.flags:
        return context
    return Context(context.owner, context.args) if context.owner is not None or context.args else None


def _flagged(context: Context | None, flags: Passed) -> Context | None:
    if not flags:
        return context
    return Context(context.owner, context.args, flags) if context is not None else Context(flags=flags)


def _merged(calls: list[tuple[Ref, Context | None]]) -> list[tuple[Ref, Context | None]]:
    """Calls of a function on the same class's rows taken as one: a relation that one of the rows' queries loads counts as loaded."""
    if len(calls) < 2:
        return calls
    found: dict[tuple[Ref, object], tuple[Ref, Context | None]] = {}
    for target, context in calls:
        owner = context.owner if context is not None else None
        if not isinstance(owner, Inst) or owner.row is None:
            found.setdefault((target, context), (target, context))
            continue
        assert context is not None
        key = (target, (owner.ref, context.args))
        known = found.get(key)
        before = known[1].owner if known is not None and known[1] is not None else owner
        assert isinstance(before, Inst)
        assert before.row is not None
        row = msgspec.structs.replace(before.row, loaded=before.row.loaded | owner.row.loaded)
        found[key] = (target, Context(Inst(before.ref, before.args, row), context.args))
    return list(found.values())


def _block_of(unit: Unit, ins: Ins) -> int:
    """The block of an instruction that may have an effect; for `await` that of what is awaited."""
    return getattr(unit.code[ins.base] if isinstance(ins, Await) else ins, "block", 0)


def _tried(unit: Unit, number: int, block: Block) -> set[str]:
    """What the `try` of a handler of a failed look-up looks up: `cache[key]`, `self._x`."""
    caught = unit.code[block.value] if block.value >= 0 else None
    kinds = caught.items if isinstance(caught, Collection) else (block.value,)
    if not any(text_of(unit, kind) in _LOOKUP_ERRORS for kind in kinds):
        return set()
    tries = [n for n in range(number) if unit.blocks[n].kind == "try" and unit.blocks[n].parent == block.parent]
    return {
        text_of(unit, ins.base if isinstance(ins, Subscript) else position)
        for position, ins in enumerate(unit.code)
        if isinstance(ins, Subscript | Attr) and within(unit, ins.block, tries[-1])
    } - {""}


def _tested(unit: Unit, test: int, *, absent: bool) -> set[str]:
    """Source-like texts of what a test asks for: containers of `in`, names and attributes compared with None or negated.

    `absent` is whether those are wanted that the test finds missing, rather than those that it finds there. What a call
    gathers of its own arguments (`**kwargs`) is made anew for each and keeps nothing.
    """
    found: set[str] = set()
    waiting = [(test, absent)]
    while waiting:
        at, missing = waiting.pop()
        ins = unit.code[at] if at >= 0 else None
        if isinstance(ins, Op):
            if ins.operator == "not":
                waiting.append((ins.operands[0], not missing))
            elif ins.operator in ("in", "not in"):
                if missing == (ins.operator == "not in"):
                    found.add(text_of(unit, ins.operands[1]))
            elif ins.operator in ("is", "is not", "==", "!="):
                other = unit.code[ins.operands[1]]
                nothing = isinstance(other, Const) and not other.value
                if missing == ((ins.operator in ("is", "==")) == nothing):
                    found |= _asked(unit, ins.operands[0])
            elif ins.operator in ("and", "or"):
                waiting += ((operand, missing) for operand in ins.operands)
            else:
                found.update(text for operand in ins.operands for text in _asked(unit, operand))
        elif not missing:
            found |= _asked(unit, at)
    return found - {"", *(param.name for param in unit.params if param.kind in ("*", "**"))}


def _asked(unit: Unit, at: int) -> set[str]:
    """What an operand of a test looks at: a name or attribute, what `getattr` reads, the container behind `get`."""
    ins = unit.code[at]
    if not isinstance(ins, Call):
        return {text_of(unit, at)} if isinstance(ins, Attr | Name) else set()
    callee = unit.code[ins.func]
    if isinstance(callee, Name) and callee.name in ("hasattr", "getattr") and len(ins.args) >= 2:
        return {f"{text_of(unit, ins.args[0])}.{getattr(unit.code[ins.args[1]], 'value', None)}"}
    return {text_of(unit, callee.base)} if isinstance(callee, Attr) else set()


def _annotated(unit: Unit, test: int) -> set[str]:
    """What a test asks whether an object has at all, as it does where its query has loaded it too."""
    calls = (unit.code[at] for at in made_of(unit, test))
    return {
        text
        for call in calls
        if isinstance(call, Call)
        and isinstance(callee := unit.code[call.func], Name)
        and callee.name in ("hasattr", "getattr")
        and len(call.args) >= 2
        for text in (f"{text_of(unit, call.args[0])}.{getattr(unit.code[call.args[1]], 'value', None)}",)
    }


def _place(ins: Ins, line: int) -> tuple[int, int]:
    """Where an operand begins, as far as its instruction tells; else the start of the operation's line."""
    if isinstance(ins, Call):
        return ins.start_line, ins.start_column
    return (ins.line, ins.column) if isinstance(ins, Attr | Subscript) else (line, 1)


def text_of(unit: Unit, ins: int) -> str:
    """An instruction as it may have been written: names and attributes in full, calls and keys shortened; "" where it has no name."""
    if ins < 0:
        return ""
    code = unit.code[ins]
    if isinstance(code, Name | Bind):
        return code.name
    if isinstance(code, Attr):
        base = text_of(unit, code.base)
        return f"{base}.{code.name}" if base else code.name
    if isinstance(code, Call):
        callee = text_of(unit, code.func)
        return f"{callee}()" if callee else ""
    if isinstance(code, Subscript):
        base = text_of(unit, code.base)
        return f"{base}[…]" if base else ""
    if code.__class__.__name__ == "Param":
        return unit.params[code.index].name  # type: ignore[union-attr]
    if isinstance(code, Join):
        return next((text for value in code.values if (text := text_of(unit, value))), "")
    bound = next((other.name for other in unit.code if isinstance(other, Bind) and other.value == ins), None)
    if bound is not None:
        return bound
    base_of = getattr(code, "base", -1)
    return text_of(unit, base_of) if isinstance(base_of, int) and not isinstance(code, Comp) else ""
