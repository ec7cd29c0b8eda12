"""Queries and statements as chains of calls: which conditions always hold together, and whether only the first rows are wanted.

`q = select(A).where(x)`, then `if y: q = q.where(z)`, then `q.order_by(w).limit(10)`: beside `z` and `w` there is always `x`, but beside `x`
and `w` not always `z`. A chain is followed back through names, branches and the project's own functions, and onward through its consumers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import filter_classes as views
from ddd_lint.frameworks import filters as known
from ddd_lint.index.blocks import within
from ddd_lint.index.schema.tables import Place
from ddd_lint.index.sources import Frame, Source, Sources
from ddd_lint.index.uses.conditions import Clause, Condition, common, one
from ddd_lint.index.uses.expressions import Expressions
from ddd_lint.index.uses.lookups import Lookups
from ddd_lint.index.uses.names import last_name
from ddd_lint.index.values import Cls, ExtInst, Fn, Inst, Lib, Lit, Mod, Ref, Seq, Tup, Value, Values
from ddd_lint.model.facts import (
    Attr,
    Await,
    Bind,
    Call,
    Collection,
    Const,
    Def,
    Import,
    Iter,
    Join,
    Name,
    Narrow,
    Op,
    Param,
    Return,
    SetAttr,
    SetItem,
    Slice,
    Subscript,
    Unit,
)

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 24
_MAX_CALLERS = 12
_TAKING_ONE = frozenset({Attr, Narrow, Await, Subscript, Iter})
_TAKING_NONE = frozenset({Const, Name, Import, Param, Def})


class Statements:
    """Answers about chains, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._sources: Sources = project.schema.sources
        self.expressions = Expressions(project)
        self.lookups = Lookups(project, self.expressions)
        self._own: dict[tuple[Frame, int], list[Clause]] = {}
        self._before_memo: dict[tuple[Source, int], list[Clause]] = {}
        self._after_memo: dict[tuple[Frame, int, int, int], list[Clause]] = {}
        self._consumers: dict[Ref, dict[int, list[int]]] = {}
        self._callers: dict[Ref, list[tuple[Ref, int, int]]] = {}

    # -- one call ----------------------------------------------------------------------------------------------------

    def own(self, frame: Frame, at: int) -> list[Clause]:
        """The clauses that one call of a chain adds."""
        key = (frame, at)
        found = self._own.get(key)
        if found is None:
            self._own[key] = []
            found = self._own[key] = self._find(frame, at)
        return found

    def _find(self, frame: Frame, at: int) -> list[Clause]:
        unit = self._e.files.unit(frame.ref)
        code = unit.code[at]
        assert isinstance(code, Call)
        callee = unit.code[code.func]
        place = self._asked(frame, code)
        if not isinstance(callee, Attr):
            return self._function(frame, at, last_name(callee), place)
        name = callee.name
        if name in known.LOOKUP_FUNCTIONS:
            return self._function(frame, at, name, place)
        if name in known.LOOKUP_METHODS:
            model = self.model(frame, callee.base)
            if model is not None and self._e.models.framework(model) == "django":
                negated = known.LOOKUP_METHODS[name]
                return self.lookups.arguments(model, self._arguments(frame, at), place, negated=negated)
        if name in known.CONDITIONS or name in known.JOINS:
            positional = [
                argument for keyword, argument in self._arguments(frame, at) if not keyword or keyword == "onclause"
            ]
            if name in known.JOINS:
                positional = positional[1:]
            return [clause for argument in positional for clause in self.expressions.clauses(argument)]
        if name in known.KEYWORDS:
            return self._keywords(frame, at, callee.base, place)
        if name in known.PARENTS:
            return [one(Condition(None, name, known.EQUALITY, place, name, indexed=True))]
        return []

    def _asked(self, frame: Frame, code: Call) -> Place:
        """Where a look-up is asked for: by the call that passes it on, if that is known."""
        while frame.caller is not None:
            outer = self._e.files.unit(frame.caller.ref).code[frame.call]
            assert isinstance(outer, Call)
            frame, code = frame.caller, outer
        return Place(frame.ref[0], code.line, code.column)

    def _arguments(self, frame: Frame, at: int) -> list[tuple[str, Source]]:
        """A call's arguments, lists that were filled by `append` before spread as well."""
        found: list[tuple[str, Source]] = []
        code = self._e.files.unit(frame.ref).code[at]
        assert isinstance(code, Call)
        for keyword, argument in self._sources.arguments(Source(frame, at)):
            found.append((keyword, argument))
        for number, argument_at in enumerate(code.args):
            if code.names and code.names[number] == "*":
                found += (("", item) for item in self._appended(frame, argument_at))
        return found

    def _appended(self, frame: Frame, listed: int) -> list[Source]:
        """What `append` and `extend` put into a list."""
        unit = self._e.files.unit(frame.ref)
        lists = self._here(frame, listed)
        found: list[Source] = []
        for ins in unit.code:
            callee = unit.code[ins.func] if isinstance(ins, Call) and ins.args else None
            if not isinstance(ins, Call) or not isinstance(callee, Attr) or callee.name not in ("append", "extend"):
                continue
            if lists & self._here(frame, callee.base):
                argument = Source(frame, ins.args[0])
                found += self._sources.items(argument) if callee.name == "extend" else [argument]
        return found

    def _here(self, frame: Frame, at: int) -> set[int]:
        """The instructions of the frame itself that make a value."""
        return {origin.ins for origin in self._sources.origins(Source(frame, at)) if origin.frame == frame}

    def _function(self, frame: Frame, at: int, name: str, place: Place) -> list[Clause]:
        if name not in known.LOOKUP_FUNCTIONS:
            return []
        arguments = self._arguments(frame, at)
        if not arguments:
            return []
        model = self._model_of(self._sources.values(arguments[0][1]))
        found = self.lookups.arguments(model, arguments[1:], place, negated=False) if model is not None else []
        return found + self.before(arguments[0][1])

    def _keywords(self, frame: Frame, at: int, base: int, place: Place) -> list[Clause]:
        """`filter_by(name=…)`."""
        model = self.model(frame, base)
        table = self._project.schema.of_class(model) if model is not None else None
        found: list[Clause] = []
        for keyword, value in self._arguments(frame, at):
            column = table.column(keyword) if table is not None and keyword else None
            if table is None or not keyword:
                continue
            if column is None:
                # A relation, a synonym or a hybrid: it stands for columns, and which can't be told.
                found.append(
                    one(
                        Condition(
                            None, keyword, known.EQUALITY, place, keyword, indexed=not self.expressions.is_null(value)
                        )
                    )
                )
                continue
            kind = known.NULL if self.expressions.is_null(value) else known.EQUALITY
            found.append(one(Condition(table, column.name, kind, place, keyword, self.expressions.is_constant(value))))
        return found

    def ordered(self, frame: Frame, at: int) -> list[Condition]:
        """The column that an `order_by` sorts by first."""
        unit = self._e.files.unit(frame.ref)
        code = unit.code[at]
        assert isinstance(code, Call)
        callee = unit.code[code.func]
        first = next((argument for keyword, argument in self._arguments(frame, at) if not keyword), None)
        if first is None or not isinstance(callee, Attr):
            return []
        place = Place(frame.ref[0], code.line, code.column, len(callee.name))
        operands = self.expressions.operands(first)
        if operands:
            return [
                Condition(o.table, o.column.name, known.ORDER, o.place or place, o.column.name)
                for o in operands
                if not o.expression and not o.key
            ]
        model = self.model(frame, callee.base)
        if model is None:
            return []
        names = self.lookups.order_names(first)
        clauses = [clause for name in names for clause in self.lookups.lookup(model, name, None, place)]
        found = [
            condition for clause in clauses for branch in clause for condition in branch if condition.table is not None
        ]
        return [
            msgspec.structs.replace(condition, kind=known.ORDER)
            for condition in found
            if not condition.expression and not condition.key
        ]

    def searched(self, frame: Frame, at: int) -> list[Condition]:
        """The columns that an `annotate` searches by `SearchVector("title", …)` or the like."""
        unit = self._e.files.unit(frame.ref)
        code = unit.code[at]
        assert isinstance(code, Call)
        callee = unit.code[code.func]
        model = self.model(frame, callee.base) if isinstance(callee, Attr) else None
        if model is None or self._e.models.framework(model) != "django":
            return []
        found: list[Condition] = []
        for _, argument in self._arguments(frame, at):
            for source in self._sources.items(argument) or self._summed(argument):
                for made in self._sources.made(source):
                    kind = known.SEARCHES.get(made.last)
                    for part in made.positional() if kind is not None else ():
                        for path in self._sources.texts(part):
                            clauses = self.lookups.lookup(model, path, None, self._place(source))
                            found += (
                                c for clause in clauses for branch in clause for c in branch if c.table is not None
                            )
                    found = [
                        msgspec.structs.replace(c, kind=kind) if c.kind == known.EQUALITY and kind else c for c in found
                    ]
        return found

    def _summed(self, source: Source, depth: int = 0) -> list[Source]:
        """The parts of a sum: `SearchVector("title") + SearchVector("body")`."""
        code = self._sources.code(source)
        if isinstance(code, Op) and code.operator == "+" and depth < 6:
            return [
                part for operand in code.operands for part in self._summed(Source(source.frame, operand), depth + 1)
            ]
        return [source]

    def model(self, frame: Frame, base: int) -> Ref | None:
        """The class whose rows the object at an instruction queries."""
        values = self._e.value(frame.ref, base, frame.context)
        found = self._model_of(values)
        return found if found is not None or is_no_query(values) else self._selected(Source(frame, base), 0)

    def _selected(self, source: Source, depth: int) -> Ref | None:
        """The class that a chain begins with, `….query(User)` or `select(User.id)`, whatever object that is called on."""
        for origin in self._sources.origins(source) if depth < _MAX_DEPTH else ():
            code = self._sources.code(origin)
            if isinstance(code, Call):
                callee = self._sources.unit(origin).code[code.func]
                if code.args and last_name(callee) in known.SELECTS:
                    return self._entity(Source(origin.frame, code.args[0]))
                if isinstance(callee, Attr):
                    return self._selected(Source(origin.frame, callee.base), depth + 1)
        return None

    def _entity(self, source: Source) -> Ref | None:
        """The class that is selected, or one of whose columns is."""
        for value in self._sources.values(source):
            if isinstance(value, Cls):
                return value.ref
        return next((table.owner for table, _ in self._project.schema.columns(source)), None)

    def _model_of(self, values: tuple[Value, ...]) -> Ref | None:
        for value in values:
            if isinstance(value, Cls):
                return value.ref
            if isinstance(value, Lib):
                for item in value.item:
                    first = item.items[0] if isinstance(item, Tup) and item.items else (item,)
                    for inner in first:
                        if isinstance(inner, Inst):
                            return inner.ref
        return None

    # -- back --------------------------------------------------------------------------------------------------------

    def before(self, source: Source, depth: int = 0) -> list[Clause]:
        """The clauses that a query already has."""
        if depth > _MAX_DEPTH:
            return []
        # Branches that come together again and again are many paths but few places. What the limit on depth cuts short depends on the depth.
        key = (source, depth)
        known_clauses = self._before_memo.get(key)
        if known_clauses is None:
            origins = [origin for origin in self._sources.origins(source) if not self._is_left_out(origin)]
            known_clauses = common([self._before(origin, depth) for origin in origins], self._place(source))
            self._before_memo[key] = known_clauses
        return known_clauses

    def _is_left_out(self, source: Source) -> bool:
        """Whether a value is a parameter that is `None` unless a caller passes it, and none does."""
        code, unit, frame = self._sources.code(source), self._sources.unit(source), source.frame
        if not isinstance(code, Param) or frame.caller is not None:
            return False
        default = unit.params[code.index].default
        value = unit.code[default] if default >= 0 else None
        return isinstance(value, Const) and value.value is None and not self._callers_arguments(frame, code.index)

    def _before(self, source: Source, depth: int) -> list[Clause]:
        code, unit, frame = self._sources.code(source), self._sources.unit(source), source.frame
        if isinstance(code, Call):
            callee = unit.code[code.func]
            if not isinstance(callee, Attr):
                return self.own(frame, source.ins)
            if callee.name in known.ROOTS:
                return []
            return self.own(frame, source.ins) + self.before(Source(frame, callee.base), depth + 1)
        if isinstance(code, Attr):
            return [one(self._unknown(source, code.name))] if self._is_related(source, code) else []
        if isinstance(code, Param) and frame.caller is None:
            passed = self._callers_arguments(frame, code.index)
            return common([self.before(argument, depth + 4) for argument in passed], self._place(source))
        return []

    def _unknown(self, source: Source, name: str) -> Condition:
        """What finds the rows of a relation: the owner's key, or what can't be told."""
        return Condition(None, name, known.EQUALITY, self._place(source), name, indexed=True)

    def _is_related(self, source: Source, code: Attr) -> bool:
        """Whether an attribute holds the rows that belong to an object: a related manager, a dynamic relation, or what can't be told."""
        values = self._e.value(source.frame.ref, source.ins, source.frame.context)
        return self._is_held(source, code) or (not values and code.name not in known.ROOTS)

    def _is_held(self, source: Source, code: Attr) -> bool:
        """Whether an attribute of an object is a query, as related managers and dynamic relations are."""
        frame = source.frame
        values = self._e.value(frame.ref, source.ins, frame.context)
        if not any(
            isinstance(value, Seq) or (isinstance(value, Lib) and value.kind != "django.Manager") for value in values
        ):
            return False
        owners = self._e.value(frame.ref, code.base, frame.context)
        return code.name not in known.ROOTS and any(isinstance(owner, Inst) for owner in owners)

    def _callers_arguments(self, frame: Frame, index: int) -> list[Source]:
        unit = self._e.files.unit(frame.ref)
        found: list[Source] = []
        for caller, at, bound in self.callers(frame.ref):
            call = self._e.files.unit(caller).code[at]
            assert isinstance(call, Call)
            argument = self._e.argument(call, unit, index, bound)
            if argument >= 0:
                found.append(Source(Frame(caller), argument))
        return found

    def callers(self, ref: Ref) -> list[tuple[Ref, int, int]]:
        """Calls of a function: (unit, instruction, how many parameters are bound). None at all where there are too many."""
        known_calls = self._callers.get(ref)
        if known_calls is None:
            known_calls = self._callers[ref] = self._find_callers(ref)
        return known_calls

    def _find_callers(self, ref: Ref) -> list[tuple[Ref, int, int]]:
        unit = self._e.files.unit(ref)
        sites = self._project.calls_named(unit.name)
        found: list[tuple[Ref, int, int]] = []
        if len(sites) > 10 * _MAX_CALLERS:
            return found
        for caller, at in sites:
            call = self._e.files.unit(caller).code[at]
            assert isinstance(call, Call)
            for value in self._e.value(caller, call.func):
                if isinstance(value, Fn) and value.ref == ref:
                    found.append((caller, at, 1 if value.owner is not None and self._e.classes.is_method(ref) else 0))
                    break
        return found[:_MAX_CALLERS]

    def outer(self, ref: Ref) -> list[tuple[Frame, int]]:
        """The calls that run a function."""
        return [(Frame(caller), at) for caller, at, _ in self.callers(ref)]

    # -- onward ------------------------------------------------------------------------------------------------------

    def after(self, frame: Frame, at: int, depth: int = 0) -> list[Clause]:
        """The clauses that are always added to a query later."""
        unit = self._e.files.unit(frame.ref)
        block = getattr(unit.code[at], "block", 0)
        return self._after(frame, at, block, depth)

    def _after(self, frame: Frame, at: int, block: int, depth: int) -> list[Clause]:
        if depth > _MAX_DEPTH:
            return []
        key = (frame, at, block, depth)
        found = self._after_memo.get(key)
        if found is None:
            found = self._after_memo[key] = self._added(frame, at, block, depth)
        return found

    def _added(self, frame: Frame, at: int, block: int, depth: int) -> list[Clause]:
        unit = self._e.files.unit(frame.ref)
        paths: list[list[Clause]] = []
        for consumer in self.consumed(frame.ref, at):
            code = unit.code[consumer]
            if isinstance(code, Attr):
                for call_at in self.consumed(frame.ref, consumer):
                    call = unit.code[call_at]
                    if isinstance(call, Call) and call.func == consumer and within(unit, block, call.block):
                        paths.append(self.own(frame, call_at) + self._after(frame, call_at, block, depth + 1))
            elif isinstance(code, Join | Narrow | Await | Op):
                paths.append(self._after(frame, consumer, block, depth + 1))
            elif isinstance(code, Return) and depth < _MAX_DEPTH // 2:
                paths += [self._after(Frame(ref), call, 0, depth + 8) for ref, call, _ in self.callers(frame.ref)]
        return common(paths, self._place(Source(frame, at)))

    def limited(self, frame: Frame, at: int, depth: int = 0) -> bool:
        """Whether only the first rows of an ordered query are fetched, on some path."""
        unit = self._e.files.unit(frame.ref)
        if unit.kind == "class" and self._lists(frame.ref):
            return True
        return self._limited_before(frame, at, 0) or self._limited_after(frame, at, depth, set())

    def _lists(self, ref: Ref) -> bool:
        """Whether a class is a generic view that shows its queryset page by page."""
        bases = set(self._e.classes.external_bases(ref))
        if bases & views.DRF_LISTS:
            return True
        paged = any("paginate_by" in self._e.files.binds(owner) for owner, _ in self._e.classes.ancestry(ref))
        return paged and bool(bases & views.DJANGO_LISTS)

    def _limited_before(self, frame: Frame, at: int, depth: int) -> bool:
        code = self._e.files.unit(frame.ref).code[at]
        if depth > _MAX_DEPTH or not isinstance(code, Call):
            return False
        callee = self._e.files.unit(frame.ref).code[code.func]
        if not isinstance(callee, Attr):
            return False
        if callee.name == "limit":
            return True
        return any(
            origin.frame == frame and self._limited_before(frame, origin.ins, depth + 1)
            for origin in self._sources.origins(Source(frame, callee.base))
        )

    def _limited_after(self, frame: Frame, at: int, depth: int, seen: set[tuple[Ref, int]]) -> bool:
        if depth > _MAX_DEPTH or (frame.ref, at) in seen:
            return False
        seen.add((frame.ref, at))
        unit = self._e.files.unit(frame.ref)
        for consumer in self.consumed(frame.ref, at):
            code = unit.code[consumer]
            if isinstance(code, Subscript) and code.base == at:
                key = unit.code[code.key]
                if isinstance(key, Slice) or (isinstance(key, Const) and isinstance(key.value, int)):
                    return True
            elif isinstance(code, Attr) and code.base == at:
                calls = [call_at for call_at in self.consumed(frame.ref, consumer) if _calls(unit, call_at, consumer)]
                if calls and code.name in known.LIMITS:
                    return True
                if any(self._limited_after(frame, call_at, depth + 1, seen) for call_at in calls):
                    return True
            elif isinstance(code, Call):
                if last_name(unit.code[code.func]) in known.INNER_QUERIES:
                    continue
                if self._pages(unit, code) or self._limited_after(frame, consumer, depth + 1, seen):
                    return True
            elif isinstance(code, Return):
                if (
                    unit.name == "get_queryset"
                    and self._e.classes.is_method(frame.ref)
                    and self._lists(self._e.classes.own_class(frame.ref))
                ):
                    return True
                outer = self.outer(frame.ref) if depth < _MAX_DEPTH // 2 else []
                if any(self._limited_after(around, call, depth + 8, seen) for around, call in outer):
                    return True
            elif isinstance(code, Join | Narrow | Await | Op) and self._limited_after(frame, consumer, depth + 1, seen):
                return True
        return False

    @staticmethod
    def _pages(unit: Unit, call: Call) -> bool:
        return any(part in last_name(unit.code[call.func]).lower() for part in known.PAGINATORS)

    def consumed(self, ref: Ref, at: int) -> list[int]:
        """The instructions that take the value of another."""
        table = self._consumers.get(ref)
        if table is None:
            table = self._consumers[ref] = {}
            for position, ins in enumerate(self._e.files.unit(ref).code):
                kind = ins.__class__
                if kind in _TAKING_ONE:
                    table.setdefault(ins.base, []).append(position)  # type: ignore[union-attr]
                elif kind in _TAKING_NONE:
                    continue
                elif isinstance(ins, Call):
                    for operand in {ins.func, *ins.args}:
                        table.setdefault(operand, []).append(position)
                elif isinstance(ins, Join):
                    for operand in set(ins.values):
                        table.setdefault(operand, []).append(position)
                elif isinstance(ins, Return | Bind | SetAttr | SetItem):
                    table.setdefault(ins.value, []).append(position)
                elif isinstance(ins, Op) and ins.operator == "if":
                    for operand in set(ins.operands[1:]):
                        table.setdefault(operand, []).append(position)
                elif isinstance(ins, Collection):
                    for operand in set(ins.items):
                        table.setdefault(operand, []).append(position)
        return table.get(at, [])

    def _place(self, source: Source) -> Place:
        code, unit = self._sources.code(source), self._sources.unit(source)
        return Place(source.frame.ref[0], getattr(code, "line", unit.line), getattr(code, "column", 1))


def is_no_query(values: Values) -> bool:
    """Whether something is known to be no query: a mapping (with its `get`), a text (with its `join`), a module."""
    return bool(values) and all(isinstance(value, ExtInst | Seq | Tup | Lit | Mod) for value in values)


def _calls(unit: Unit, at: int, func: int) -> bool:
    """Whether an instruction is a call of another."""
    code = unit.code[at]
    return isinstance(code, Call) and code.func == func
