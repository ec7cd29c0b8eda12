"""In which ways a function that renders comes to run, where the template or the context are given to it from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.index.dataflow import made_of
from ddd_lint.index.serialisation.rendering import Place
from ddd_lint.index.values import Cls, Context, Fn, Inst, Lit, Ref, Seq, Values, mapping
from ddd_lint.model.facts import Await, Bind, Call, Collection, Join, Name, Narrow, Op, Param, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 3
"""Functions that hand on to each other."""
_MAX_CANDIDATES = 400
"""Calls of a name used at more places (`get`) are not told apart for this."""


class Way(msgspec.Struct, frozen=True):
    """What is known of one call, where it stands, and what makes it; without a place it is the function itself, however it is called."""

    context: Context | None = None
    place: Place | None = None
    feeding: str = ""


class Callings:
    """Answers for functions by what they leave to their callers."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator

    def ways(self, ref: Ref, template: int, contexts: Iterable[int]) -> list[Way]:
        """The ways that a function is called: one, where neither a template's name nor the mappings of a context depend on them."""
        unit = self._e.files.unit(ref)
        parts = {*(made_of(unit, template) if template >= 0 else ()), *(at for c in contexts for at in spine(unit, c))}
        return list(self._ways(ref, parts, 0)) or [Way()]

    def _ways(self, ref: Ref, parts: Iterable[int], depth: int) -> Iterator[Way]:
        unit = self._e.files.unit(ref)
        needed = {ins.index for at in parts if isinstance(ins := unit.code[at], Param)}
        is_own = 0 in needed and unit.kind == "function" and self._e.classes.is_method(ref)
        called = False
        if needed - {0} or (needed and not is_own):
            for way in self._calls(ref, unit, depth):
                called = True
                yield way
        if is_own and not called:
            yield from self._classes(ref, unit)

    def _classes(self, ref: Ref, unit: Unit) -> Iterator[Way]:
        """The classes that inherit a method."""
        owner = self._e.classes.own_class(ref)
        below = [sub for sub in self._e.classes.subclasses(owner) if self._e.classes.method(sub, unit.name) == ref]
        makes = Cls if "builtins.classmethod" in self._e.classes.decorators(ref) else Inst
        for cls in below:
            found = self._e.files.unit(cls)
            yield Way(Context(makes(cls)), (cls[0], found.line, found.column), f"`{found.name}` renders")

    def _calls(self, ref: Ref, unit: Unit, depth: int) -> Iterator[Way]:
        sites = self._project.calls_named(unit.name)
        if depth >= _MAX_DEPTH or len(sites) > _MAX_CANDIDATES:
            return
        for site, at in sites:
            call = self._e.files.unit(site).code[at]
            assert isinstance(call, Call)
            if self._project.left_out_by_role(site[0]):
                continue
            caller = self._e.files.unit(site)
            passed = made_of(caller, call.func).union(*(spine(caller, given) for given in call.args))
            for outer in list(self._ways(site, passed, depth + 1)) or [Way()]:
                for owner in self._owners(ref, site, call, outer.context):
                    place = outer.place or (site[0], call.start_line, call.start_column)
                    feeding = outer.feeding or f"`{caller.qualname or '<module>'}` renders"
                    yield Way(self._context(ref, site, call, outer.context, owner), place, feeding)

    def _owners(self, ref: Ref, site: Ref, call: Call, context: Context | None) -> list[Inst | Cls | None]:
        """What a function is bound to by a call, once for each; nothing where the call means another function."""
        found: dict[Inst | Cls | None, None] = {}
        for func in self._e.value(site, call.func, context):
            if isinstance(func, Fn) and func.ref == ref:
                found.setdefault(func.owner if isinstance(func.owner, Inst | Cls) else None)
        return list(found)

    def _context(self, ref: Ref, site: Ref, call: Call, outer: Context | None, owner: Inst | Cls | None) -> Context:
        """All that a call gives to a function: its arguments, and a mapping of the keywords that are no parameters of it."""
        e = self._e
        unit = e.files.unit(ref)
        bound = 0 if owner is None or not e.classes.is_method(ref) else 1
        args: list[tuple[int, Values]] = []
        for position, param in enumerate(unit.params):
            if param.kind == "**":
                own = {param.name for param in unit.params}
                args.append((position, (self._keywords(own, site, call, outer),)))
            elif param.kind != "*" and position >= bound:
                argument = e.argument(call, unit, position, bound)
                values = e.value(site, argument, outer) if argument >= 0 else ()
                if values:
                    args.append((position, values))
        return Context(owner, tuple(args))

    def calls(self, ref: Ref) -> list[Way]:
        """Every call of a function, told from where it stands."""
        return list(self._calls(ref, self._e.files.unit(ref), _MAX_DEPTH - 1))

    def all_keywords(self, site: Ref, call: Call, outer: Context | None) -> Seq:
        """A mapping of a call's keywords."""
        return self._keywords(frozenset(), site, call, outer)

    def _keywords(self, own: AbstractSet[str], site: Ref, call: Call, outer: Context | None) -> Seq:
        """A mapping of a call's keywords that are none of the function's `own` parameters."""
        pairs: list[tuple[Values, Values]] = []
        merged: list[Seq] = []
        for name, argument in zip(call.names, call.args, strict=False):
            if name == "**":
                merged += (v for v in self._e.value(site, argument, outer) if isinstance(v, Seq))
            elif name not in ("", "*") and name not in own:
                pairs.append(((Lit(name),), self._e.value(site, argument, outer)))
        return mapping(pairs, merged)


def spine(unit: Unit, start: int) -> set[int]:
    """An instruction and those that a mapping is put together from: other mappings that it takes in, not its entries."""
    found: set[int] = set()
    pending = [start]
    while pending:
        position = pending.pop()
        if position < 0 or position in found:
            continue
        found.add(position)
        ins = unit.code[position]
        if isinstance(ins, Join):
            pending += ins.values
        elif isinstance(ins, Op):
            pending += ins.operands
        elif isinstance(ins, Narrow | Await):
            pending.append(ins.base)
        elif isinstance(ins, Bind):
            pending.append(ins.value)
        elif isinstance(ins, Collection):
            pending += (item for key, item in zip(ins.keys, ins.items, strict=False) if key < 0)
        elif isinstance(ins, Call):
            callee = unit.code[ins.func]
            copies = isinstance(callee, Name) and callee.name == "dict"
            names = ins.names or ("",) * len(ins.args)
            pending += (
                arg for arg, name in zip(ins.args, names, strict=True) if name == "**" or (copies and name == "")
            )
    return found
