"""What callers pass for parameters that don't say themselves what they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.values import UNKNOWN, Cls, Fn, Lib, Lit, Ref, Values, union
from ddd_lint.model.facts import Call, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

MAX_CALLERS = 60
"""A function called or decorated with at more places tells nothing of its parameters."""
MAX_CANDIDATES = 100
"""Calls of a name used at more places (`get`, `execute`) are not told apart for this."""


Caller = tuple[Ref, Call, int]
"""The calling unit, the call, and how many parameters the call itself doesn't pass."""

MIN_ANNOTATED = 3
"""So many annotations of a parameter's name make a convention."""


class Callers:
    """Follows calls to their callers' arguments."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator

    def passed(self, ref: Ref, position: int) -> Values:
        """What parameter number `position` of a function is passed, over all calls that can be told to reach it."""
        unit = self._e.files.unit(ref)
        if unit.kind != "function":
            return UNKNOWN
        parts: list[Values] = []
        for site, call, bound in self._limited(ref, unit):
            argument = self._e.argument(call, unit, position, bound)
            if argument >= 0:
                given = self._e.value(site, argument)
                parts.append(union(transfer.injected_value(self._e, value) for value in given))
        if position == (1 if self._e.classes.is_method(ref) else 0):
            parts.append(self._decorated(ref, unit))
        return union(parts)

    def conventional(self, name: str) -> Values:
        """What a parameter is by the project's own convention: the library object that its name is always annotated as.

        Only objects that the tables know, and only where several annotations agree and none differs.
        """
        key = ("convention", name)
        known: Values | None = self._e.kept(key)
        return known if known is not None else self._e.once(key, lambda: self._convention(name), UNKNOWN)

    def _convention(self, name: str) -> Values:
        kinds: list[str] = []
        for ref, at in self._e.files.annotated_parameters(name):
            declared = [v for v in type_expressions.annotated(self._e, ref, at) if not isinstance(v, Lit)]
            kinds += {v.kind if isinstance(v, Lib) else "" for v in declared}
        agreed = len(kinds) >= MIN_ANNOTATED and len(set(kinds)) == 1 and kinds[0]
        return (Lib(kinds[0]),) if agreed else UNKNOWN

    def _limited(self, ref: Ref, unit: Unit) -> tuple[Caller, ...]:
        """The calls that reach a function; none where they are too many to follow. Found once for all parameters."""
        key = ("callers", ref)
        known: tuple[Caller, ...] | None = self._e.kept(key)
        if known is None:
            nothing: tuple[Caller, ...] = ()
            known = self._e.once(key, lambda: self._few(ref, unit), nothing)
        return known

    def _few(self, ref: Ref, unit: Unit) -> tuple[Caller, ...]:
        found: tuple[Caller, ...] = ()
        if len(self._e.files.calls_named(unit.name)) <= MAX_CANDIDATES:
            found = tuple(islice(self._calls(ref, unit), MAX_CALLERS + 1))
            if len(found) <= MAX_CALLERS:
                return found
        self._e.truncated += 1
        return ()

    def _calls(self, ref: Ref, unit: Unit) -> Iterator[Caller]:
        """Calls that reach a function."""
        method = self._e.classes.is_method(ref)
        constructor = method and unit.name == "__init__"
        for site, at in (
            self._constructions(self._e.classes.own_class(ref)) if constructor else self._e.files.calls_named(unit.name)
        ):
            call = self._e.files.unit(site).code[at]
            assert isinstance(call, Call)
            for value in self._e.value(site, call.func):
                if constructor and isinstance(value, Cls) and self._e.classes.method(value.ref, "__init__") == ref:
                    yield site, call, 1
                    break
                if isinstance(value, Fn) and value.ref == ref:
                    yield site, call, 1 if method and value.owner is not None else 0
                    break
        target = self._e.classes.own_class(ref) if constructor else ref
        for site, call, skipped in self._forwarded(target):
            yield site, call, (1 if method else 0) - skipped

    def _constructions(self, cls: Ref) -> Iterator[tuple[Ref, int]]:
        """Calls that may run the `__init__` of a class: of it, of what derives from it, `super().__init__(…)`, `cls(…)`."""
        family = {cls, *self._e.classes.subclasses(cls)}
        for name in dict.fromkeys(self._e.files.unit(each).name for each in sorted(family)):
            yield from self._e.files.calls_named(name)
        for name in ("__init__", "cls"):
            for site, at in self._e.files.calls_named(name):
                if (site[0], self._e.files.unit(site).parent) in family:
                    yield site, at

    def _forwarded(self, target: Ref) -> Iterator[Caller]:
        """Calls that pass a function or class on to be called, with the number of arguments up to it.

        `partial(f, x)` and alike; a container's provider (`Factory(Service, repo=…)`), whose arguments may be providers themselves.
        """
        for site, at in self._e.files.forwarded_named(self._e.files.unit(target).name):
            call = self._e.files.unit(site).code[at]
            assert isinstance(call, Call)
            for position in dict.fromkeys(self._e.tables.forwards.values()):
                if len(call.args) > position and any(
                    isinstance(v, Cls | Fn) and v.ref == target for v in self._e.value(site, call.args[position])
                ):
                    yield site, call, position + 1
                    break

    def _decorated(self, ref: Ref, unit: Unit) -> Values:
        """The functions that a decorator, or the function that a decorator's call gives, is applied to."""
        found = self._e.files.decorated_by(unit.name)
        if unit.parent > 0:
            found = [*found, *self._e.files.decorated_by(self._e.files.facts[ref[0]].units[unit.parent].name)]
        parts: list[Values] = []
        for decorated, at in found:
            if any(isinstance(v, Fn) and v.ref == ref for v in self._e.value(decorated, at)):
                if len(parts) == MAX_CALLERS:
                    self._e.truncated += 1
                    return UNKNOWN
                kind = self._e.files.unit(decorated).kind
                parts.append((Cls(decorated),) if kind == "class" else (Fn(decorated),))
        return union(parts)
