"""Where an object was made: instructions followed through names, branches, imports and the project's own helper functions.

An abstract value says *what* an object is; a declaration (`Column(ForeignKey("users.id"), index=True)`) must be read as it was written,
even if `fk("users")` stands in its place. A `Source` is an instruction together with the calls that led to it, so that a parameter of a
helper is read as what that very call passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from ddd_lint.index import transfer
from ddd_lint.index.values import Cls, Context, Ext, Fn, Inst, Lit, Mod, Ref, Values
from ddd_lint.model.facts import (
    Attr,
    Await,
    Bind,
    Call,
    Collection,
    Comp,
    Const,
    Def,
    Elem,
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
    Star,
    Subscript,
    Unit,
)  # fmt: skip

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_MAX_DEPTH = 12
_MADE_HERE = frozenset({Const, Collection, Comp, Format, Subscript})
_PASSING = frozenset({Narrow, Await, Star})


class Frame(msgspec.Struct, frozen=True, cache_hash=True):
    """A unit, and the call that runs it where that is known: the caller's frame, the call's instruction, how many parameters are bound."""

    ref: Ref
    context: Context | None = None
    caller: Frame | None = None
    call: int = -1
    bound: int = 0

    def runs(self, ref: Ref) -> bool:
        """Whether a unit runs already: it is this frame's own, or one of those that led to it."""
        frame: Frame | None = self
        while frame is not None:
            if frame.ref == ref:
                return True
            frame = frame.caller
        return False


class Source(msgspec.Struct, frozen=True, cache_hash=True):
    """An instruction of a frame's unit."""

    frame: Frame
    ins: int


class Made(msgspec.Struct, frozen=True):
    """A call of something that the project does not define, as its helpers make it.

    `name` is the callee's qualified name, `arguments` are (keyword or "", argument) with stars spread as far as they can be followed,
    `source` is the library call itself.
    """

    name: str
    arguments: tuple[tuple[str, Source], ...]
    source: Source

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    def positional(self) -> list[Source]:
        """The arguments passed by position."""
        return [argument for keyword, argument in self.arguments if not keyword]

    def argument(self, position: int, *keywords: str) -> Source | None:
        """The argument at a position or under a keyword."""
        for keyword, argument in self.arguments:
            if keyword in keywords:
                return argument
        positional = self.positional()
        return positional[position] if 0 <= position < len(positional) else None


class Sources:
    """Follows instructions to where their values were made."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator
        self._entered: dict[tuple[Frame, int], list[Frame]] = {}

    @staticmethod
    def at(ref: Ref, ins: int) -> Source:
        """An instruction of a unit, with nothing known of the unit's call."""
        return Source(Frame(ref), ins)

    def unit(self, source: Source) -> Unit:
        """The unit of a source."""
        path, number = source.frame.ref
        return self._e.files.facts[path].units[number]

    def code(self, source: Source) -> Ins:
        """The instruction of a source."""
        return self.unit(source).code[source.ins]

    def values(self, source: Source | None) -> Values:
        """What a source may be."""
        if source is None:
            return ()
        if isinstance(self.code(source), Attr):
            direct = self._e.value(source.frame.ref, source.ins, source.frame.context)
            if direct:
                return direct
        found: dict[object, None] = {}
        for origin in self.origins(source):
            for value in self._e.value(origin.frame.ref, origin.ins, origin.frame.context):
                found.setdefault(value)
        return tuple(found)  # type: ignore[arg-type]

    def literals(self, source: Source | None) -> list[str | int | float | bool | None]:
        """The literal values that a source may be."""
        return [value.value for value in self.values(source) if isinstance(value, Lit)]

    def texts(self, source: Source | None) -> list[str]:
        """The strings that a source may be."""
        return [value for value in self.literals(source) if isinstance(value, str)]

    def true(self, source: Source | None) -> bool:
        """Whether a source is `True`."""
        return any(value is True for value in self.literals(source))

    # -- origins -----------------------------------------------------------------------------------------------------

    def origins(self, source: Source) -> list[Source]:
        """The instructions that make a value: no names, branches, parameters with a known call, nor calls of project functions."""
        known: list[Source] | None = self._e.kept(source)
        if known is not None:
            return known
        if source.ins >= 0 and self.code(source).__class__ in _MADE_HERE:
            return [source]
        return self._e.settled(source, lambda: self._origins(source, 0, set(), []))

    def _origins(self, source: Source, depth: int, seen: set[Source], found: list[Source]) -> list[Source]:
        """Adds the origins of a source to those found."""
        at = source.ins
        if at < 0 or depth > _MAX_DEPTH or source in seen:
            return found
        seen.add(source)
        frame = source.frame
        path, number = frame.ref
        unit = self._e.files.facts[path].units[number]
        code: Any = unit.code[at]
        kind = code.__class__
        following: list[Source] = []
        if kind is Attr:
            following = self._member(frame, code)
        elif kind is Call:
            entered = self.entered(frame, at)
            inner = [called for called in entered if not frame.runs(called.ref)]
            if entered and not inner:
                # A call of what runs already gives nothing that its other results don't.
                return found
            following = [Source(called, value) for called in inner for value in self._results(called.ref)]
        elif kind is Name:
            following = self._named(frame, code.name, header=at < unit.header)
        elif kind is Import:
            following = self._imported(code.target, path)
        elif kind is Param:
            following = self._passed(frame, code.index)
        elif kind is Join:
            following = [Source(frame, part) for part in code.values]
        elif kind in _PASSING:
            following = [Source(frame, code.base)]
        elif kind is Op and code.operator == "if":
            following = [Source(frame, operand) for operand in code.operands[1:]]
        elif kind is Iter:
            following = self.items(Source(frame, code.base))
        elif kind is Elem:
            parts = [self.items(origin) for origin in self._origins(Source(frame, code.base), depth + 1, set(seen), [])]
            following = [items[code.index] for items in parts if -len(items) <= code.index < len(items)]
        led = False
        for part in following:
            if part != source:
                led = True
                self._origins(part, depth + 1, seen, found)
        if not led:
            found.append(source)
        return found

    def _bound(self, ref: Ref, name: str) -> list[Source]:
        """The values bound to a name in a unit's own scope."""
        found: list[Source] = []
        for number, at in self._e.files.binds(ref).get(name, ()):
            bind = self._e.files.facts[ref[0]].units[number].code[at]
            if isinstance(bind, Bind) and bind.value >= 0:
                found.append(Source(Frame((ref[0], number)), bind.value))
        return found

    def _named(self, frame: Frame, name: str, *, header: bool) -> list[Source]:
        path, number = frame.ref
        units = self._e.files.facts[path].units
        number = units[number].parent if header else number
        while number >= 0:
            found = self._bound((path, number), name)
            if found:
                return found
            if any(param.name == name for param in units[number].params):
                return []
            number = units[number].parent
        return []

    def _imported(self, target: str, importer: str) -> list[Source]:
        module, colon, name = target.partition(":")
        located = self._e.modules.locate(module, importer)
        if located is None or not colon or located[1] or located[0] not in self._e.files.facts:
            return []
        return self._bound((located[0], 0), name)

    def _member(self, frame: Frame, code: Attr) -> list[Source]:
        found: list[Source] = []
        for value in self._e.value(frame.ref, code.base, frame.context):
            if isinstance(value, Mod) and value.path in self._e.files.facts:
                found += self._bound((value.path, 0), code.name)
            elif isinstance(value, Cls | Inst):
                if isinstance(value, Inst) and self._e.models.field(value.ref, code.name) is not None:
                    # What a persisted object holds is not what its class declares.
                    continue
                for owner, _ in self._e.classes.ancestry(value.ref):
                    own = self._bound(owner, code.name)
                    if own:
                        found += own if isinstance(value, Cls) else self._read(own, value)
                        break
        return found

    def _read(self, members: list[Source], owner: Inst) -> list[Source]:
        """What reading members of an instance leads to: a property's results, any other member itself."""
        found: list[Source] = []
        for member in members:
            ref = self.function(member)
            if ref is None or not self._e.classes.is_property(ref):
                found.append(member)
                continue
            frame = Frame(ref, Context(owner))
            found += (Source(frame, value) for value in self._results(ref))
        return found

    def _passed(self, frame: Frame, index: int) -> list[Source]:
        """What the frame's own call passes for a parameter, or else the parameter's default."""
        unit = self._e.files.unit(frame.ref)
        param = unit.params[index]
        if frame.caller is None or param.kind in ("*", "**"):
            return []
        caller = self._e.files.unit(frame.caller.ref)
        call = caller.code[frame.call]
        assert isinstance(call, Call)
        if index < frame.bound:
            callee = caller.code[call.func]
            return [Source(frame.caller, callee.base)] if isinstance(callee, Attr) else []
        at = self._e.argument(call, unit, index, frame.bound)
        if at >= 0:
            return [Source(frame.caller, at)]
        spread = any(name in ("*", "**") for name in call.names)
        return [Source(Frame(frame.ref), param.default)] if param.default >= 0 and not spread else []

    def entered(self, frame: Frame, at: int) -> list[Frame]:
        """The project's functions that a call runs, each as a frame of that very call."""
        key = (frame, at)
        known = self._entered.get(key)
        if known is not None:
            return known
        code = self._e.files.unit(frame.ref).code[at]
        assert isinstance(code, Call)
        found = self._entered[key] = []
        site = transfer.Site(self._e, frame.ref, at, code, frame.context)
        for func in self._e.value(frame.ref, code.func, frame.context):
            if isinstance(func, Fn):
                bound = 1 if func.owner is not None and self._e.classes.is_method(func.ref) else 0
                found.append(Frame(func.ref, self._e.context_of(func, site), frame, at, bound))
        return found

    def _results(self, ref: Ref) -> Iterator[int]:
        """The instructions of what a function returns."""
        code = self._e.files.unit(ref).code
        for position in self._e.files.positions(ref, Return):
            ins = code[position]
            assert isinstance(ins, Return)
            if ins.value >= 0:
                yield ins.value

    # -- things made -------------------------------------------------------------------------------------------------

    def made(self, source: Source) -> list[Made]:
        """The library calls (also of project classes that derive from a library's) that make a value."""
        found: list[Made] = []
        for origin in self.origins(source):
            code = self.code(origin)
            if isinstance(code, Call):
                found += (Made(name, self.arguments(origin), origin) for name in self.callees(origin.frame, code.func))
        return found

    def callees(self, frame: Frame, func: int) -> list[str]:
        """Qualified library names of a callee; for a class of the project those of its library bases."""
        names: dict[str, None] = {}
        for value in self._e.value(frame.ref, func, frame.context):
            if isinstance(value, Cls):
                names.update(dict.fromkeys(self._e.classes.external_bases(value.ref)))
            elif isinstance(value, Ext):
                names[value.name] = None
        if not names:
            names.update(dict.fromkeys(transfer.qualified_names(self._e, frame.ref, func)))
        if not names:
            names.update(dict.fromkeys(self._written(frame, func)))
        return list(names)

    def _written(self, frame: Frame, func: int) -> list[str]:
        """`db.Column` as it stands, where the import of `db` leads nowhere."""
        code = self._e.files.unit(frame.ref).code
        callee = code[func]
        base = code[callee.base] if isinstance(callee, Attr) else None
        if isinstance(callee, Attr) and isinstance(base, Import):
            return [f"{base.target.rpartition(':')[2]}.{callee.name}"]
        return []

    def arguments(self, source: Source) -> tuple[tuple[str, Source], ...]:
        """A call's arguments, starred ones spread: displays, and a helper's own `*args` and `**kwargs`."""
        code = self.code(source)
        assert isinstance(code, Call)
        found: list[tuple[str, Source]] = []
        for number, at in enumerate(code.args):
            keyword = code.names[number] if code.names else ""
            argument = Source(source.frame, at)
            if keyword == "*":
                found += (("", item) for item in self.items(argument))
            elif keyword == "**":
                found += self.pairs(argument)
            else:
                found.append((keyword, argument))
        return tuple(found)

    def pairs(self, source: Source) -> Iterator[tuple[str, Source]]:
        """The items of a dict display with keys that are known, or of a helper's own `**kwargs`."""
        for origin in self.origins(source):
            code = self.code(origin)
            if isinstance(code, Collection) and code.kind == "dict":
                for key, item in zip(code.keys, code.items, strict=True):
                    for text in self.texts(Source(origin.frame, key)) if key >= 0 else ():
                        yield text, Source(origin.frame, item)
            elif isinstance(code, Param) and self.unit(origin).params[code.index].kind == "**":
                yield from (pair for pair in self._rest(origin.frame) if pair[0])

    def _rest(self, frame: Frame) -> list[tuple[str, Source]]:
        """What the frame's call passes beyond the parameters that have names."""
        if frame.caller is None:
            return []
        unit = self._e.files.unit(frame.ref)
        named = {param.name for param in unit.params if param.kind not in ("*", "**")}
        taken = sum(1 for param in unit.params if param.kind.startswith("positional")) - frame.bound
        found: list[tuple[str, Source]] = []
        for keyword, argument in self.arguments(Source(frame.caller, frame.call)):
            if keyword:
                if keyword not in named:
                    found.append((keyword, argument))
            elif taken > 0:
                taken -= 1
            else:
                found.append(("", argument))
        return found

    def items(self, source: Source) -> list[Source]:
        """The items of a tuple, list or set as displays, sums and comprehensions make it; empty for what can't be followed."""
        return self._e.once(("items of", source), lambda: self._items(source), [])

    def _items(self, source: Source) -> list[Source]:
        found: list[Source] = []
        for origin in self.origins(source):
            code = self.code(origin)
            if isinstance(code, Collection) and code.kind != "dict":
                for item in code.items:
                    inner = Source(origin.frame, item)
                    found += self.items(inner) if isinstance(self.code(inner), Star) else [inner]
            elif isinstance(code, Op) and code.operator in ("+", "+=", "or"):
                for operand in code.operands:
                    found += self.items(Source(origin.frame, operand))
            elif isinstance(code, Comp):
                found.append(Source(origin.frame, code.element))
            elif (
                isinstance(code, Call)
                and len(code.args) == 1
                and set(self.callees(origin.frame, code.func)) & _CONTAINERS
            ):
                found += self.items(Source(origin.frame, code.args[0]))
            elif isinstance(code, Param) and self.unit(origin).params[code.index].kind == "*":
                found += (argument for keyword, argument in self._rest(origin.frame) if not keyword)
        return found

    def function(self, source: Source) -> Ref | None:
        """The function or class that a source defines, if it is a definition."""
        code = self.code(source)
        return (source.frame.ref[0], code.unit) if isinstance(code, Def) else None


_CONTAINERS = frozenset({"builtins.tuple", "builtins.list", "builtins.set", "builtins.frozenset"})
