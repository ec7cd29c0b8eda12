"""Domain objects in a handler's code: which values are some, and what of them is state."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks.handling import IDENTITY_WORDS, MACHINERY_WORDS, OWNERSHIP_WORDS, PERMISSION_WORDS, words
from ddd_lint.frameworks.layers import DOMAIN, REPOSITORY
from ddd_lint.frameworks.records import WORKERS
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import Fn, Inst, Lib, Ref
from ddd_lint.model.facts import Attr, Call, Elem, Iter, Join, Subscript
from ddd_lint.rules.routes.flow import Flow

_REPOSITORIES = ("repository", "repo", "repositories", "repos", "dao", "store", "storage")
_PEEPHOLES = frozenset(
    {
        "len",
        "bool",
        "any",
        "all",
        "sum",
        "min",
        "max",
        "int",
        "str",
        "float",
        "abs",
        "round",
        "not",
        "set",
        "list",
        "sorted",
        "Decimal",
    }
)


class StateRead(msgspec.Struct, frozen=True):
    """An attribute (or a method that only tells something) of a domain object is read: the object's class, the name, the place."""

    of: Ref
    name: str
    line: int
    column: int


class Objects:
    """Answers about the domain objects of a project's handlers."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._names: dict[Ref, frozenset[str]] = {}
        self._kinds: dict[Ref, bool] = {}

    def instances(self, ref: Ref, flow: Flow, at: int) -> list[Inst]:
        """The domain objects that a value may be: of the domain layer, mapped, or loaded by a repository."""
        found = [value for value in self._project.value(ref, at) if isinstance(value, Inst)]
        sure = [value for value in found if self._is_domain(value.ref)]
        if sure or not found:
            return sure
        return [value for value in found if self._is_plain(value.ref)] if self._from_repository(ref, flow, at) else []

    def name(self, ref: Ref) -> str:
        """The name of a class."""
        return self._e.files.unit(ref).name

    def _is_domain(self, ref: Ref) -> bool:
        known = self._kinds.get(ref)
        if known is None:
            known = self._kinds[ref] = self._e.models.framework(ref) is not None or (
                self._project.layers.of(ref[0]) == DOMAIN and self._project.domain.is_object(ref)
            )
        return known

    def _is_plain(self, ref: Ref) -> bool:
        """Whether objects of a class that no mapper knows may be persisted: it has fields and is no enumeration."""
        last = words(self.name(ref))[-1:]
        return (
            bool(self._project.domain.shapes.fields(ref))
            and WORKERS.isdisjoint(last)
            and not set(last) & set(_REPOSITORIES)
            and not any(base.startswith("enum.") for base in self._e.classes.external_bases(ref))
        )

    def _from_repository(self, ref: Ref, flow: Flow, at: int) -> bool:
        """Whether a value comes from a call of a repository's method, by any path, also as an item of what that gives."""
        found: set[int] = set()
        waiting = {at}
        while waiting:
            here = flow.plain(waiting.pop())
            ins = flow.code[here]
            found.add(here)
            if isinstance(ins, Join):
                waiting.update(ins.values)
            elif isinstance(ins, Iter | Elem | Subscript):
                waiting.add(ins.base)
            waiting -= found
        return any(
            self._is_repository(target)
            for here in found
            if isinstance(flow.code[here], Call)
            for target, _ in self._project.targets_of(ref, here)
        )

    def _is_repository(self, function: Ref) -> bool:
        if self._project.layers.of(function[0]) == REPOSITORY:
            return True
        owner = self._e.files.unit((function[0], self._e.files.unit(function).parent))
        return owner.kind == "class" and words(owner.name)[-1:] != [] and words(owner.name)[-1] in _REPOSITORIES

    # -- state -------------------------------------------------------------------------------------------------------

    def is_field(self, of: Ref, name: str) -> bool:
        """Whether an attribute belongs to the persisted or domain state of a class."""
        known = self._names.get(of)
        if known is None:
            known = self._names[of] = frozenset(self._project.domain.shapes.names(of))
        models = self._e.models
        return (
            name in known
            or models.field(of, name) is not None
            or (name.endswith("_id") and models.field(of, name[:-3]) is not None)
        )

    def reads(self, ref: Ref, flow: Flow, at: int) -> list[StateRead]:
        """The state of domain objects that a test or computation goes by.

        Identifiers, ownership and what judges permissions are left out, and what is only handed to calls.
        """
        found: list[StateRead] = []
        bases = set()
        seen: set[int] = set()
        waiting = [at]
        while waiting:
            here = waiting.pop()
            if here < 0 or here in seen:
                continue
            seen.add(here)
            ins = flow.code[here]
            if isinstance(ins, Attr):
                bases.add(ins.base)
                waiting.append(ins.base)
            elif isinstance(ins, Call):
                callee = flow.code[ins.func]
                if isinstance(callee, Attr):
                    found += self._told(ref, flow, here, callee)
                    bases.add(callee.base)
                    if not self.instances(ref, flow, here):
                        # What a relation is asked for an object is no state of the object that has the relation.
                        waiting.append(callee.base)
                elif flow.text(ins.func) in _PEEPHOLES:
                    waiting += ins.args
            elif not isinstance(ins, Iter):
                # What a loop goes over is no part of what is told of one item.
                waiting += flow.parts(here)
        for here in sorted(seen):
            ins = flow.code[here]
            if isinstance(ins, Attr) and is_state(ins.name):
                for value in self.instances(ref, flow, ins.base):
                    if here in bases and self.instances(ref, flow, here):
                        break
                    if self.is_field(value.ref, ins.name):
                        found.append(StateRead(value.ref, ins.name, ins.line, ins.column))
                        break
        return found

    def _told(self, ref: Ref, flow: Flow, at: int, callee: Attr) -> Iterator[StateRead]:
        """A method of a domain object that is called for what it tells."""
        if not is_state(callee.name):
            return
        for value in self.instances(ref, flow, callee.base):
            for function in self._project.value(ref, flow.code[at].func):  # type: ignore[union-attr]
                if isinstance(function, Fn) and self._project.effects.reach(function.ref, None, _WRITES) is None:
                    yield StateRead(value.ref, callee.name, callee.line, callee.column)
                    return

    def is_relation(self, read: StateRead) -> bool:
        """Whether what is read leads to other objects."""
        field = self._e.models.field(read.of, read.name)
        return field is not None and field.kind != "column"

    def found(self, ref: Ref, flow: Flow, at: int) -> bool:
        """Whether a value is a domain object that was looked up, or the answer whether there is one."""
        if self.instances(ref, flow, at):
            return True
        ins = flow.code[flow.plain(at)]
        callee = flow.code[ins.func] if isinstance(ins, Call) else None
        if not isinstance(callee, Attr):
            return False
        queried = any(isinstance(value, Lib) for value in self._project.value(ref, callee.base))
        return callee.name in ("exists", "count", "first", "one_or_none", "scalar_one_or_none") and queried


_WRITES = frozenset({"write", "add", "commit"})


def is_state(name: str) -> bool:
    """Whether an attribute's name may stand for state that a rule of the business goes by."""
    parts = words(name)
    if not parts or name.startswith("__"):
        return False
    return (
        parts[-1] not in IDENTITY_WORDS | OWNERSHIP_WORDS | MACHINERY_WORDS
        and PERMISSION_WORDS.isdisjoint(parts)
        and name not in ("is_active", "active", "email")
    )
