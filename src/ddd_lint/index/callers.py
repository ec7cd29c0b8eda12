"""What callers pass for parameters that don't say themselves what they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ddd_lint.index import transfer
from ddd_lint.index.values import UNKNOWN, Cls, Fn, Ref, Values, union
from ddd_lint.model.facts import Call, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

MAX_CALLERS = 60
"""A function called or decorated with at more places tells nothing of its parameters."""
MAX_CANDIDATES = 300
"""Calls of a name used at more places (`get`, `execute`) are not told apart for this."""


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
        calls = self._limited(ref, unit)
        if calls is None:
            return UNKNOWN
        for site, call, bound in calls:
            argument = self._e.argument(call, unit, position, bound)
            if argument >= 0:
                given = self._e.value(site, argument)
                parts.append(union(transfer.injected_value(self._e, value) for value in given))
        if position == 0:
            parts.append(self._decorated(ref, unit))
        return union(parts)

    def _limited(self, ref: Ref, unit: Unit) -> tuple[tuple[Ref, Call, int], ...] | None:
        """The calls that reach a function; None where they are too many to follow. Found once for all parameters."""
        key = ("callers", ref)
        known: tuple[tuple[Ref, Call, int], ...] | None = self._e.kept(key)
        if known is None:
            if len(self._e.files.calls_named(unit.name)) > MAX_CANDIDATES:
                self._e.truncated += 1
                return None
            known = self._e.once(key, lambda: tuple(islice(self._calls(ref, unit), MAX_CALLERS + 1)), ())
        if len(known) > MAX_CALLERS:
            self._e.truncated += 1
            return None
        return known

    def _calls(self, ref: Ref, unit: Unit) -> Iterator[tuple[Ref, Call, int]]:
        """Calls that reach a function: (unit, call, number of parameters that the call itself doesn't pass)."""
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

    def _forwarded(self, target: Ref) -> Iterator[tuple[Ref, Call, int]]:
        """Calls that pass a function or class on to be called: (unit, call, arguments up to it).

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
