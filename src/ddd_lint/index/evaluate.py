"""Evaluates instructions to abstract values, on demand, memoised and safe against cycles."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ddd_lint.frameworks.registry import Tables
from ddd_lint.index import bounds, requests, transfer, type_expressions
from ddd_lint.index.callers import Callers
from ddd_lint.index.classes import Classes
from ddd_lint.index.files import Files
from ddd_lint.index.modules import Modules
from ddd_lint.index.stores import Stores
from ddd_lint.index.values import (
    MAX_VALUES,
    UNKNOWN,
    Alias,
    Cls,
    Context,
    Ext,
    ExtInst,
    Fn,
    Inst,
    Lib,
    Lit,
    Mod,
    Partial,
    Ref,
    Seq,
    Super,
    Tup,
    TVar,
    Value,
    Values,
    mapping,
    union,
)  # fmt: skip
from ddd_lint.model.facts import (
    Attr,
    Await,
    Bind,
    Call,
    Caught,
    Collection,
    Comp,
    Const,
    Def,
    Elem,
    Enter,
    FileFacts,
    Format,
    Import,
    Ins,
    Iter,
    Join,
    Name,
    Narrow,
    Op,
    Param,
    Return,
    SetAttr,
    Star,
    Subscript,
    Unit,
    Yield,
)  # fmt: skip

if TYPE_CHECKING:
    from ddd_lint.index.models import Models

_MAX_DEPTH = 400
_NEVER = 1 << 30
_TOO_DEEP = -1
_MAX_ROUNDS = 8
_MAX_CONTEXTS = 400
# Such an instruction can only be part of a cycle together with others that are guarded.
_PASSING_ON = frozenset({Bind, Def, Import})
_MAX_ITEMS = 50
_BOOLEAN = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "not"})
STR: Values = (ExtInst("builtins.str"),)
BOOL: Values = (ExtInst("builtins.bool"),)

_T = TypeVar("_T")
Key = tuple[Ref, int, Context | None]
_Handler = Callable[[Ref, int, Any, Context | None], Values]


class Evaluator:
    """Says what a value of a unit may be. `truncated` counts the answers cut short by a limit on depth, callers or alternatives."""

    models: Models

    def __init__(self, facts: Mapping[str, FileFacts], tables: Tables) -> None:
        self.files = Files(facts, tables.forwards)
        self.modules = Modules(facts)
        self.tables = tables
        self.classes = Classes(self)
        self.stores = Stores(self)
        self.callers = Callers(self)
        self.truncated = 0
        self._memo: dict[Hashable, Any] = {}
        self.kept: Callable[[Hashable], Any] = self._memo.get
        """What `once` keeps under a key; None if nothing."""
        # What is not finished: the answer for now, and the depth of the unfinished evaluation that it rests on (its own, while it runs).
        self._open: dict[Hashable, tuple[Any, int]] = {}
        # The finished ones of those, by that depth.
        self._resting: dict[int, list[Hashable]] = {}
        # What was asked for while it was not finished, what came of it in the last round, and the depths at which a round changed such an answer.
        self._asked_again: set[Hashable] = set()
        self._assumed: dict[Hashable, Any] = {}
        self._unstable: set[int] = set()
        self._depth = 0
        # The shallowest running evaluation that the current one rests on.
        self._cut = _NEVER
        self._small: set[Value] = set()
        self._contexts: dict[Ref, set[Context]] = {}
        self._by_kind = self._handlers()

    # -- the memoised entry ------------------------------------------------------------------------------------------

    def value(self, ref: Ref, ins: int, context: Context | None = None) -> Values:
        """What instruction `ins` of a unit may be, for one call of the unit or (without context) any."""
        if ins < 0:
            return UNKNOWN
        key = (ref, ins, context)
        known: Values | None = self._memo.get(key)
        if known is not None:
            return known
        code = self.files.facts[ref[0]].units[ref[1]].code[ins]
        kind = code.__class__
        if kind is Const:
            literal: Values = (Lit(code.value),)  # type: ignore[union-attr]
            self._memo[key] = literal
            return literal
        handler = self._by_kind.get(kind)
        if handler is None:
            return UNKNOWN
        if kind in _PASSING_ON:
            return self.settled(key, lambda: self._limited(handler(ref, ins, code, context)))
        return self.once(key, lambda: self._limited(handler(ref, ins, code, context)), UNKNOWN)

    def _guarded(self, key: Hashable, compute: Callable[[], Values]) -> Values:
        return self.once(key, lambda: self._limited(compute()), UNKNOWN)

    def _limited(self, values: Values) -> Values:
        if not values:
            return values
        small = self._small
        for value in values:
            if value.__class__ in bounds.GROWING and value not in small:
                if bounds.too_large(value):
                    self.truncated += 1
                    values = tuple(dict.fromkeys(bounds.cut(v) if bounds.too_large(v) else v for v in values))
                    break
                small.add(value)
        if len(values) <= MAX_VALUES:
            return values
        self.truncated += 1
        return values[:MAX_VALUES]

    def once(self, key: Hashable, compute: Callable[[], _T], default: _T) -> _T:
        """What `compute` gives, kept under `key`.

        Where its own computation asks for it again, that gets `default`, and the whole is repeated with what came of it until nothing changes
        (a least fixed point, found by Kleene's iteration), so that an answer doesn't depend on which of a cycle was asked for first.
        """
        unfinished = self._open.get(key)
        if unfinished is not None:
            assumed, cut = unfinished
            self._asked_again.add(key)
            if cut < self._cut:
                self._cut = cut
            return assumed  # type: ignore[no-any-return]
        depth = self._depth
        if depth >= _MAX_DEPTH:
            self.truncated += 1
            self._cut = _TOO_DEEP
            return default
        outer_cut = self._cut
        assumed = self._assumed.get(key, default) if self._assumed else default
        for _ in range(_MAX_ROUNDS):
            self._cut = _NEVER
            self._open[key] = (assumed, depth)
            self._depth = depth + 1
            try:
                result = compute()
            finally:
                self._depth = depth
                del self._open[key]
            cut = self._cut
            if cut == _NEVER:
                self._memo[key] = result
                self._cut = outer_cut
                return result
            if cut == _TOO_DEEP and depth == 0:
                self._memo[key] = result
                self._cut = outer_cut
                self._forget()
                return result
            if cut < depth:
                self._rest(key, result, assumed, depth, cut)
                self._cut = min(outer_cut, cut)
                return result
            if result == assumed and depth not in self._unstable:
                break
            self._unstable.discard(depth)
            for resting in self._resting.pop(depth, ()):
                del self._open[resting]
            assumed = result
        else:
            self.truncated += 1
        self._memo[key] = result
        self._cut = outer_cut
        self._unstable.discard(depth)
        self._assumed.pop(key, None)
        for resting in self._resting.pop(depth, ()):
            self._memo[resting] = self._open.pop(resting)[0]
            self._assumed.pop(resting, None)
        return result

    def _forget(self) -> None:
        """Forget the answers that the limit on depth cut short: asked for by themselves they may go further."""
        self._open.clear()
        self._resting.clear()
        self._assumed.clear()
        self._unstable.clear()

    def _rest(self, key: Hashable, result: Any, assumed: Any, depth: int, cut: int) -> None:
        """Keep an answer that rests on an unfinished one (that of depth `cut`) for as long as that one's round lasts."""
        waiting = self._resting.setdefault(cut, [])
        for resting in self._resting.pop(depth, ()):
            self._open[resting] = (self._open[resting][0], cut)
            waiting.append(resting)
        self._open[key] = (result, cut)
        waiting.append(key)
        if depth in self._unstable or (key in self._asked_again and result != assumed):
            self._unstable.discard(depth)
            self._unstable.add(cut)
        if key in self._asked_again:
            self._assumed[key] = result

    def settled(self, key: Hashable, compute: Callable[[], _T]) -> _T:
        """What `compute` gives, kept under `key` unless it rests on what is not finished; it must not ask for itself again."""
        outer_cut, self._cut = self._cut, _NEVER
        result = compute()
        if self._cut == _NEVER:
            self._memo[key] = result
        self._cut = min(self._cut, outer_cut)
        return result

    def _handlers(self) -> dict[type[Ins], _Handler]:
        """What an instruction of each class may be; one without a handler is unknown."""

        def passed_on(ref: Ref, index: int, ins: Any, context: Context | None) -> Values:
            return self.value(ref, ins.base, context)

        def awaited(ref: Ref, index: int, ins: Any, context: Context | None) -> Values:
            return transfer.awaited(self, self.value(ref, ins.base, context))

        def entered(ref: Ref, index: int, ins: Any, context: Context | None) -> Values:
            return transfer.enter(self, self.value(ref, ins.base, context))

        def item(ref: Ref, index: int, ins: Any, context: Context | None) -> Values:
            return self.iterate(self.value(ref, ins.base, context))

        def element(ref: Ref, index: int, ins: Any, context: Context | None) -> Values:
            return self.element(self.value(ref, ins.base, context), ins.index)

        return {
            Name: self._name,
            Attr: self._attr,
            Call: self._call,
            Param: lambda ref, index, ins, context: self.param(ref, ins.index, context),
            Import: lambda ref, index, ins, context: self.imported(ins.target, ref[0], ins.loads),
            Def: self._def,
            Join: self._joined,
            Await: awaited,
            Star: passed_on,
            Iter: item,
            Elem: element,
            Subscript: self._subscript,
            Collection: self._collection,
            Comp: self._comprehension,
            Op: self._operation,
            Format: self._text,
            Narrow: self._narrow,
            Enter: entered,
            Caught: self._caught,
            Bind: lambda ref, index, ins, context: self.bound(ref, ins, context),
        }

    def _comprehension(self, ref: Ref, index: int, ins: Comp, context: Context | None) -> Values:
        key = self.value(ref, ins.key, context) if ins.key >= 0 else UNKNOWN
        return (Seq(ins.kind, self.value(ref, ins.element, context), key),)

    def _caught(self, ref: Ref, index: int, ins: Caught, context: Context | None) -> Values:
        caught = self.files.unit(ref).blocks[ins.block].value
        return union(type_expressions.instances(self, v) for v in self._flat(ref, caught, context))

    # -- names -------------------------------------------------------------------------------------------------------

    def bound(self, ref: Ref, ins: Bind | SetAttr, context: Context | None = None) -> Values:
        """The value of a binding: what its annotation says, made more precise by the value where that is known."""
        value = self.value(ref, ins.value, context) if ins.value >= 0 else UNKNOWN
        if ins.annotation < 0:
            return value
        declared = type_expressions.annotated(self, ref, ins.annotation, context)
        return self.more_precise(declared, value)

    @staticmethod
    def more_precise(declared: Values, found: Values) -> Values:
        """The found values where they tell more than the declared ones (rows loaded, items), else the declared ones."""
        if not declared:
            return found
        useful = tuple(v for v in found if not isinstance(v, Lit))
        if not useful:
            return declared
        if all(isinstance(v, Lib) or (isinstance(v, Seq) and v.item) for v in useful) and not all(
            isinstance(v, Inst) for v in declared if not isinstance(v, Lit)
        ):
            return found
        refs = {v.ref for v in declared if isinstance(v, Inst)}
        if refs and all(isinstance(v, Inst) and v.row is not None and v.ref in refs for v in useful):
            return found
        return declared

    def _name(self, ref: Ref, index: int, ins: Name, context: Context | None) -> Values:
        return self.name(ref, ins.name, header=index < self.files.unit(ref).header, context=context)

    def name(self, ref: Ref, name: str, *, header: bool = False, context: Context | None = None) -> Values:
        """What a name means in a unit (in the scope around it, for its header)."""
        path, number = ref
        units = self.files.facts[path].units
        start = units[number].parent if header else number
        if header and name in units[number].type_params:
            return (TVar(name),)
        number = start
        while number > 0:
            unit = units[number]
            if unit.kind != "class" or number == start:
                here = (path, number)
                for position, param in enumerate(unit.params):
                    if param.name == name:
                        return self.param(here, position, context if number == ref[1] else None)
                found = self.files.binds(here).get(name)
                if found:
                    if len(found) == 1:
                        owner, at = found[0]
                        return self.value((path, owner), at, context if owner == ref[1] else None)
                    return union(
                        self.value((path, owner), at, context if owner == ref[1] else None) for owner, at in found
                    )
            if name in unit.type_params:
                return (TVar(name),)
            number = unit.parent
        found_in_module = self.module_attr(path, name)
        if found_in_module is not None:
            return found_in_module
        return (Ext(f"builtins.{name}"),) if hasattr(builtins, name) else UNKNOWN

    def module_attr(self, path: str, name: str) -> Values | None:
        """What a module holds under a name (submodules included); None where it holds no such name."""
        key = ("module", path, name)
        known: Values | None = self._memo.get(key)
        if known is not None:
            return known
        source = self._source(path, name)
        return None if source is None else self._guarded(key, source)

    def _source(self, path: str, name: str) -> Callable[[], Values] | None:
        """Where a module has a name from: its own bindings, what it imports by `*`, a submodule."""
        if path in self.files.facts:
            binds = self.files.binds((path, 0)).get(name)
            if binds:
                return lambda: (
                    self.stores.of_module(path, name, self._values_of(path, binds)) or self.models.unread_database(name)
                )
            for star in self.files.stars(path):
                found = self._from_star(star, path, name)
                if found is not None:
                    return lambda: found
        inside = self.submodule(path, name)
        return None if inside is None else lambda: (Mod(inside),)

    def _values_of(self, path: str, instructions: list[tuple[int, int]]) -> Values:
        if len(instructions) == 1:
            number, at = instructions[0]
            return self.value((path, number), at)
        return union(self.value((path, number), at) for number, at in instructions)

    def submodule(self, path: str, name: str) -> str | None:
        """The file or folder of a package's submodule; `path` is the package's file or (without `__init__.py`) its folder."""
        folder = (
            path[: -len("/__init__.py")] if path.endswith("/__init__.py") else "" if path == "__init__.py" else path
        )
        if folder not in self.modules.folders and path != "__init__.py":
            return None
        return self.modules.module_path(folder, [name])

    def _from_star(self, module: str, importer: str, name: str) -> Values | None:
        located = self.modules.locate(module, importer)
        if located is None:
            qualified = self.tables.canonical(f"{module}.{name}")
            return (Ext(qualified),) if qualified in self.tables.functions or qualified in self.tables.kind_of else None
        path, rest = located
        if rest or path not in self.files.facts or path == importer:
            return None
        exports = self.files.facts[path].exports
        if name not in exports if exports is not None else name.startswith("_"):
            return None
        return self.once(("star", path, name), lambda: self.module_attr(path, name), None)

    def imported(self, target: str, importer: str, loads: str = "") -> Values:
        """What an import statement binds (see `Import.target` and `Import.loads`)."""
        module, colon, name = target.partition(":")
        located = self.modules.locate_package(loads, importer) if loads else self.modules.locate(module, importer)
        if located is None:
            if module.startswith("."):
                return UNKNOWN
            return (Ext(self.tables.canonical(f"{module}.{name}" if colon else module)),)
        path, rest = located
        if path == importer and name and not rest:
            # A package that imports from itself means its submodule: it holds nothing else under that name yet.
            inside = self.submodule(path, name)
            if inside is not None:
                return (Mod(inside),)
        found: Values = (Mod(path),)
        for part in [*rest.split("."), name] if rest else [name]:
            if part:
                found = (
                    self.attribute(found[0], part) if len(found) == 1 else union(self.attribute(v, part) for v in found)
                )
        return found

    def _def(self, ref: Ref, index: int, ins: Def, context: Context | None) -> Values:
        target = (ref[0], ins.unit)
        return (Cls(target),) if self.files.unit(target).kind == "class" else (Fn(target),)

    # -- parameters --------------------------------------------------------------------------------------------------

    def param(self, ref: Ref, position: int, context: Context | None = None) -> Values:
        """What a parameter may be: by this call, its annotation, an injected dependency, its default, or what callers pass."""
        unit = self.files.unit(ref)
        if context is not None:
            for number, values in context.args:
                if number == position:
                    return values
        if position == 0 and self.classes.is_method(ref):
            if context is not None and context.owner is not None:
                return (context.owner,)
            return self.classes.own_receiver(ref)
        key: Key = (ref, -2 - position, None)
        known: Values | None = self._memo.get(key)
        if known is not None:
            return known
        return self._guarded(key, lambda: self._param(ref, unit, position))

    def _param(self, ref: Ref, unit: Unit, position: int) -> Values:
        param = unit.params[position]
        if param.kind in ("*", "**"):
            item = type_expressions.annotated(self, ref, param.annotation) if param.annotation >= 0 else UNKNOWN
            return (Seq("dict" if param.kind == "**" else "tuple", item, STR if param.kind == "**" else ()),)
        injected = transfer.injected(self, ref, param.default) if param.default >= 0 else UNKNOWN
        if injected:
            return injected
        if param.annotation >= 0:
            declared = type_expressions.annotated(self, ref, param.annotation)
            if declared and not all(isinstance(v, Lit) for v in declared):
                return (
                    self.more_precise(declared, self.callers.passed(ref, position))
                    if self._rows(declared)
                    else declared
                )
        default = self.value(ref, param.default) if param.default >= 0 else UNKNOWN
        useful = tuple(v for v in default if not isinstance(v, Lit) or v.value is not None)
        told = union([self.callers.passed(ref, position), useful]) or self.callers.conventional(param.name)
        return told or requests.named(self, param.name)

    def _joined(self, ref: Ref, index: int, ins: Join, context: Context | None) -> Values:
        """What either path gives; `if is_lazy(rows): rows = list(rows)` leaves no lazy query on the other."""
        code = self.files.unit(ref).code
        parts = [self.value(ref, part, context) for part in ins.values]
        listed = {
            call.args[0]
            for part in ins.values
            if isinstance(call := code[part], Call)
            and call.args
            and isinstance(callee := code[call.func], Name)
            and callee.name in ("list", "tuple")
        }
        if listed:
            parts = [
                tuple(v for v in values if not isinstance(v, Lib)) if part in listed else values
                for part, values in zip(ins.values, parts, strict=True)
            ]
        return union(parts)

    def _rows(self, values: Values) -> bool:
        """Whether values are persisted objects or collections of them, of which callers may tell how they were loaded."""
        return any(
            (isinstance(v, Inst) and self.models.framework(v.ref) is not None)
            or (isinstance(v, Seq) and self._rows(v.item))
            for v in values
        )

    @staticmethod
    def argument(call: Call, unit: Unit, position: int, bound: int) -> int:
        """The instruction a call passes for a parameter, -1 where it passes none that can be told."""
        param = unit.params[position]
        if not call.names:
            at = position - bound
            return call.args[at] if 0 <= at < len(call.args) and param.kind.startswith("positional") else -1
        number = bound
        for name, argument in zip(call.names, call.args, strict=True):
            if name == param.name:
                return argument
            if name == "":
                if number == position and param.kind.startswith("positional"):
                    return argument
                number += 1
            elif name == "*":
                return -1
        return -1

    # -- attributes --------------------------------------------------------------------------------------------------

    def _attr(self, ref: Ref, index: int, ins: Attr, context: Context | None) -> Values:
        bases = self.value(ref, ins.base, context)
        if len(bases) == 1:
            return self.attribute(bases[0], ins.name)
        return union(self.attribute(base, ins.name) for base in bases)

    def attribute(self, value: Value, name: str) -> Values:
        """What `value.name` may be."""
        if isinstance(value, Mod):
            return self.module_attr(value.path, name) or UNKNOWN
        if isinstance(value, Inst):
            return self.classes.instance_attribute(value, name)
        if isinstance(value, Cls):
            return self.classes.class_attribute(value, name)
        if isinstance(value, Super):
            return self.classes.super_attribute(value, name)
        return transfer.attribute(self, value, name)

    # -- calls -------------------------------------------------------------------------------------------------------

    def _call(self, ref: Ref, index: int, ins: Call, context: Context | None) -> Values:
        site = transfer.Site(self, ref, index, ins, context)
        functions = self.value(ref, ins.func, context)
        found = (
            self.called(functions[0], site) if len(functions) == 1 else union(self.called(f, site) for f in functions)
        )
        return self.stores.local(ref, index, found, context)

    def called(self, func: Value, site: transfer.Site) -> Values:
        """What calling a value at a site gives."""
        if isinstance(func, Fn):
            return self.returned(func, site)
        if isinstance(func, Cls):
            return self.classes.construct(func, site)
        if isinstance(func, Partial):
            return self.called(func.func, site)
        if isinstance(func, Inst):
            return union(self.called(v, site) for v in self.attribute(func, "__call__") if isinstance(v, Fn))
        return transfer.call(self, func, site)

    def returned(self, func: Fn, site: transfer.Site | None = None) -> Values:
        """What a function gives: for one call of it, with that call's arguments where its parameters don't say what they are."""
        return self.returns(func.ref, self.context_of(func, site))

    def context_of(self, func: Fn, site: transfer.Site | None) -> Context | None:
        """The context of one call: the receiver, and the arguments for parameters without a telling annotation.

        What a function passes to itself is left out, as is what comes after `_MAX_CONTEXTS` different calls of one function: arguments that grow
        with each recursion would make contexts without end.
        """
        owner = func.owner if func.owner is not None and self.classes.is_method(func.ref) else None
        if site is None or site.ref == func.ref:
            return None if owner is None else Context(owner)
        args: list[tuple[int, Values]] = []
        bound = 0 if owner is None else 1
        unit = self.files.unit(func.ref)
        for position in self._open_parameters(func.ref, unit):
            if position >= bound:
                argument = self.argument(site.ins, unit, position, bound)
                if argument >= 0:
                    values = self.value(site.ref, argument, site.context)
                    if values:
                        args.append((position, values))
        if not args:
            return None if owner is None else Context(owner)
        context = Context(owner, tuple(args))
        met = self._contexts.setdefault(func.ref, set())
        if context not in met:
            if len(met) == _MAX_CONTEXTS:
                self.truncated += 1
                return None if owner is None else Context(owner)
            met.add(context)
        return context

    def _open_parameters(self, ref: Ref, unit: Unit) -> tuple[int, ...]:
        """The parameters of which only a call tells what they are."""
        if not unit.params:
            return ()
        key = ("open parameters", ref)
        known: tuple[int, ...] | None = self.kept(key)
        if known is not None:
            return known
        return self.settled(
            key,
            lambda: tuple(
                position
                for position, param in enumerate(unit.params)
                if param.kind not in ("*", "**") and (param.annotation < 0 or self._vague(ref, param.annotation))
            ),
        )

    def _vague(self, ref: Ref, annotation: int) -> bool:
        """Whether an annotation leaves the argument's own type open (`Any`, a type variable, `type[T]`, `Query`)."""
        declared = type_expressions.annotated(self, ref, annotation)
        return not declared or any(isinstance(v, TVar | Lib | Cls | Seq) for v in declared)

    def returns(self, ref: Ref, context: Context | None = None) -> Values:
        """What calling a function gives (awaited, for `async def`); a generator gives an iterator."""
        key: Key = (ref, -1_000, context)
        known: Values | None = self._memo.get(key)
        if known is not None:
            return known
        return self._guarded(key, lambda: self._returns(ref, context))

    def _returns(self, ref: Ref, context: Context | None) -> Values:
        unit = self.files.unit(ref)
        declared = type_expressions.annotated(self, ref, unit.returns, context) if unit.returns >= 0 else UNKNOWN
        plain = declared and all(isinstance(v, ExtInst | Lit) for v in declared)
        if plain:
            return declared
        if unit.is_generator:
            produced = union(self.value(ref, y.value, context) if not y.is_from else self.iterate(self.value(ref, y.value, context))
                             for y in self.files.each(ref, Yield) if y.value >= 0)  # fmt: skip
            if declared:
                inner = union(v.item for v in declared if isinstance(v, Seq))
                produced = self.more_precise(inner, produced)
            kind = "contextmanager" if self.classes.is_context_manager(ref) else "iterator"
            return (Seq(kind, produced),)
        if declared and not any(isinstance(v, Seq | Lib | TVar | Inst) for v in declared):
            owner = context.owner if context is not None else None
            return declared if owner is None else self.classes.substitute_owner(declared, ref, owner)
        found = union(self.value(ref, r.value, context) for r in self.files.each(ref, Return) if r.value >= 0)
        result = self.more_precise(declared, found) if declared else found
        if context is not None and context.owner is not None:
            result = self.classes.substitute_owner(result, ref, context.owner)
        if any(isinstance(v, TVar) for v in result):
            better = tuple(v for v in found if not isinstance(v, TVar))
            result = better or tuple(v for v in result if not isinstance(v, TVar))
        return result

    # -- containers --------------------------------------------------------------------------------------------------

    def iterate(self, values: Iterable[Value]) -> Values:
        """What one item of iterating the values may be."""
        values = tuple(values)
        return (
            transfer.item_of(self, values[0]) if len(values) == 1 else union(transfer.item_of(self, v) for v in values)
        )

    def element(self, values: Values, index: int) -> Values:
        """What element `index` of unpacking the values may be."""
        parts: list[Values] = []
        for value in values:
            if isinstance(value, Tup):
                parts.append(value.items[index] if -len(value.items) <= index < len(value.items) else UNKNOWN)
            elif isinstance(value, Inst) and "typing.NamedTuple" in self.classes.external_bases(value.ref):
                names = self.classes.declared_fields(value.ref)
                parts.append(self.attribute(value, names[index]) if index < len(names) else UNKNOWN)
            else:
                parts.append(transfer.item_of(self, value))
        return union(parts)

    def _subscript(self, ref: Ref, index: int, ins: Subscript, context: Context | None) -> Values:
        parts: list[Values] = []
        for base in self.value(ref, ins.base, context):
            if isinstance(base, Cls):
                keys = self._flat(ref, ins.key, context)
                parts.append((Cls(base.ref, tuple(type_expressions.instances(self, key) for key in keys)),))
            elif isinstance(base, Ext) and base.name in self.tables.markers:
                parts.append(self.value(ref, ins.key, context))
            elif isinstance(base, Ext) and base.name in self.tables.kind_of and not type_expressions.is_type(base.name):
                parts.append(transfer.subscript(self, Lib(self.tables.kind_of[base.name]), ref, ins, context))
            elif isinstance(base, Ext):
                parts.append((Alias(ref, index),) if type_expressions.is_type(base.name) else UNKNOWN)
            elif isinstance(base, Fn):
                parts.append((base,))
            else:
                parts.append(transfer.subscript(self, base, ref, ins, context))
        return union(parts)

    def _flat(self, ref: Ref, ins: int, context: Context | None) -> list[Value]:
        """The values of an instruction, a tuple display's items one by one."""
        if ins < 0:
            return []
        code = self.files.unit(ref).code[ins]
        items = code.items if isinstance(code, Collection) else (ins,)
        return [v for item in items for v in self.value(ref, item, context)[:1] or (Ext("typing.Any"),)]

    def _collection(self, ref: Ref, index: int, ins: Collection, context: Context | None) -> Values:
        return self.stores.local(ref, index, self._display(ref, ins, context), context)

    def _display(self, ref: Ref, ins: Collection, context: Context | None) -> Values:
        code = self.files.unit(ref).code
        if ins.kind == "tuple" and not any(isinstance(code[item], Star) for item in ins.items) and len(ins.items) <= 12:
            return (Tup(tuple(self.value(ref, item, context) for item in ins.items)),)
        items = ins.items[:_MAX_ITEMS]
        if ins.kind == "dict":
            return (self._mapping(ref, list(zip(ins.keys, items, strict=False)), context),)
        return (
            Seq(
                ins.kind,
                union(
                    self.iterate(self.value(ref, item, context))
                    if isinstance(code[item], Star)
                    else self.value(ref, item, context)
                    for item in items
                ),
            ),
        )

    def _mapping(self, ref: Ref, entries: list[tuple[int, int]], context: Context | None) -> Seq:
        pairs = [(self.value(ref, key, context), self.value(ref, item, context)) for key, item in entries if key >= 0]
        spread = (v for key, item in entries if key < 0 for v in self.value(ref, item, context))
        return mapping(pairs, (v for v in spread if isinstance(v, Seq)))

    def _operation(self, ref: Ref, index: int, ins: Op, context: Context | None) -> Values:
        operator = ins.operator
        if operator in ("and", "or"):
            return union(self.value(ref, operand, context) for operand in ins.operands)
        if operator == "if":
            return union(self.value(ref, operand, context) for operand in ins.operands[1:])
        left = self.value(ref, ins.operands[0], context)
        if operator in _BOOLEAN:
            return BOOL
        right = self.value(ref, ins.operands[1], context) if len(ins.operands) > 1 else UNKNOWN
        if operator == "|" and any(isinstance(v, Cls | Ext | Alias) for v in (*left, *right)):
            return (Alias(ref, index),)
        containers = tuple(v for v in (*left, *right) if isinstance(v, Lib | Seq | Tup))
        return (
            containers
            or tuple(v for v in left if not isinstance(v, Lit))
            or tuple(type_expressions.builtin_of(v) for v in left if isinstance(v, Lit))
        )

    def _text(self, ref: Ref, index: int, ins: Format, context: Context | None) -> Values:
        """What an f-string gives: its very text, where all parts of it are told."""
        text = ""
        for part in ins.parts:
            values = self.value(ref, part, context)
            if len(values) != 1 or not isinstance(values[0], Lit) or not isinstance(values[0].value, str):
                return STR
            text += values[0].value
        return (Lit(text),)

    def _narrow(self, ref: Ref, index: int, ins: Narrow, context: Context | None) -> Values:
        base = self.value(ref, ins.base, context)
        if ins.cls < 0:
            return tuple(v for v in base if not (isinstance(v, Lit) and v.value is None))
        wanted = union(type_expressions.instances(self, v) for v in self._flat(ref, ins.cls, context))
        kept = tuple(v for v in base if any(self._is_one_of(v, w) for w in wanted))
        return kept or wanted or base

    def _is_one_of(self, value: Value, wanted: Value) -> bool:
        """Whether a value is surely an instance of what `wanted` is one of."""
        if isinstance(value, Inst):
            return isinstance(wanted, Inst) and self.classes.derives(value.ref, wanted.ref)
        if not isinstance(value, Lib) or not isinstance(wanted, Lib):
            return False
        return wanted.kind in (value.kind, self.tables.kinds[value.kind].base)
