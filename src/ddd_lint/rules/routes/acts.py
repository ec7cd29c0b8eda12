"""What a handler brings about: its writes, notifications and calls to the outside, its own and those of what it calls."""

from __future__ import annotations

import re
from collections.abc import Hashable

import msgspec

from ddd_lint.frameworks.handling import (
    AUDIT_WORDS,
    CACHE_WORDS,
    IDENTIFYING_WORDS,
    NOTIFYING_WORDS,
    READING_PREFIXES,
    TELLING_THE_USER,
    words,
)
from ddd_lint.index.effects import EffectSite
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import last_name
from ddd_lint.index.values import Context, Fn, Inst, Lib, Method, Ref, Value
from ddd_lint.model.facts import Attr, Call, Const
from ddd_lint.rules.routes.flow import Flow

WRITE = "write"
NOTIFY = "notify"
SEND = "send"
_READING_VERBS = frozenset({"get", "head", "options", "urlopen", "urlretrieve", "stream"})
_WRITING_SQL = re.compile(r"\s*(?:insert\s+into|update|delete\s+from|merge\s+into|replace\s+into)\s+([\w.\"`]+)", re.IGNORECASE)
_STATEMENTS = frozenset({"insert", "update", "delete"})
_DIRECT = frozenset({"write", "add", "query", "send", "enqueue"})
_REACHED = frozenset({"write", "add"})


class Act(msgspec.Struct, frozen=True):
    """One thing brought about. kind: `write`, `notify` or `send` (to another system). subject: acts on one subject are one.

    `ins` is the call, `block` where it stands.
    """

    kind: str
    subject: Hashable
    ref: Ref
    ins: int
    block: int
    text: str
    line: int
    column: int


class Acts:
    """Finds the acts of units."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator

    def of(self, ref: Ref, flow: Flow) -> list[Act]:
        """The acts of a unit, in order; audit entries, logging, cache invalidation and a commit by itself are none."""
        direct = {site.ins: site for site in self._project.effects.sites(ref) if site.ins >= 0 and site.effect.kind in _DIRECT}
        found: list[Act] = []
        for at in range(flow.unit.header, len(flow.code)):
            call = flow.code[at]
            if not isinstance(call, Call):
                continue
            site = direct.get(at)
            act = self._direct(ref, flow, at, call, site) if site is not None else None
            act = act or self._reached(ref, flow, at, call) or self._named(ref, flow, at, call)
            if act is not None:
                found.append(act)
        return found

    def _act(self, kind: str, subject: Hashable, ref: Ref, flow: Flow, at: int, call: Call) -> Act:
        name = last_name(flow.unit, call.func)
        return Act(kind, subject, ref, at, call.block, flow.text(call.func) or name, call.line, call.column)

    # -- its own -----------------------------------------------------------------------------------------------------

    def _direct(self, ref: Ref, flow: Flow, at: int, call: Call, site: EffectSite) -> Act | None:
        kind = site.effect.kind
        name = last_name(flow.unit, call.func)
        if kind == "enqueue":
            return None if self._is_aside(flow, call) else self._act(NOTIFY, ("enqueue", site.text, at), ref, flow, at, call)
        if kind == "send":
            if name in _READING_VERBS:
                return None
            mail = not NOTIFYING_WORDS.isdisjoint(words(name))
            return self._act(NOTIFY if mail else SEND, ("send", site.text, at), ref, flow, at, call)
        if kind == "query":
            subject = self._statement(ref, flow, call)
            return self._act(WRITE, subject, ref, flow, at, call) if subject is not None else None
        subject = self._added(ref, flow, call) if kind == "add" else self._receiver(ref, flow, call)
        return None if self._is_record(subject) or self._is_aside(flow, call) else self._act(WRITE, subject, ref, flow, at, call)

    def _statement(self, ref: Ref, flow: Flow, call: Call) -> Hashable | None:
        """What an executed statement writes to; None for one that only reads."""
        if not call.args:
            return None
        for at in flow.slice(call.args[0]):
            ins = flow.code[at]
            if isinstance(ins, Call) and last_name(flow.unit, ins.func) in _STATEMENTS:
                names = self._project.qualified_all(self._project.files[ref[0]], ref[1], ins.func)
                if any(name.startswith(("sqlalchemy.", "sqlmodel.")) for name in names):
                    return ("table", flow.text(ins.args[0]) if ins.args else "")
            if isinstance(ins, Const) and isinstance(ins.value, str) and (match := _WRITING_SQL.match(ins.value)):
                return ("table", match[1])
        return None

    def _added(self, ref: Ref, flow: Flow, call: Call) -> Hashable:
        """The object that a session is given."""
        if not call.args:
            return ("add", "")
        return self._object(ref, flow, call.args[0])

    def _receiver(self, ref: Ref, flow: Flow, call: Call) -> Hashable:
        callee = flow.code[call.func]
        if not isinstance(callee, Attr):
            return ("call", flow.text(call.func), call.line)
        values = self._project.value(ref, callee.base)
        if any(isinstance(value, Inst) for value in values):
            return self._object(ref, flow, callee.base)
        name = next((self._class_name(value) for value in values if isinstance(value, Lib)), "")
        # Two new rows are two things; the same query updated twice is one.
        place = call.line if callee.name in ("create", "bulk_create", "acreate") else flow.text(callee.base)
        return ("rows", name, place)

    def _object(self, ref: Ref, flow: Flow, at: int) -> Hashable:
        values = [value for value in self._project.value(ref, at) if isinstance(value, Inst)]
        name = self._e.files.unit(values[0].ref).name if values else ""
        return ("object", name, flow.text(at))

    def _class_name(self, value: Lib) -> str:
        return next((self._e.files.unit(item.ref).name for item in value.item if isinstance(item, Inst)), "")

    # -- what it calls -----------------------------------------------------------------------------------------------

    def _reached(self, ref: Ref, flow: Flow, at: int, call: Call) -> Act | None:
        name = last_name(flow.unit, call.func)
        if self._is_aside(flow, call) or words(name)[:1] == [] or words(name)[0] in READING_PREFIXES:
            return None
        for target, context in self._project.targets_of(ref, at):
            if self._is_inside(target, ref) or self._e.files.unit(target).name in ("__init__", "__post_init__", "__new__"):
                continue
            if self._writes(target, context):
                subject = self._delegated(ref, flow, call, target)
                return None if self._is_record(subject) else self._act(WRITE, subject, ref, flow, at, call)
        return None

    def _writes(self, target: Ref, context: Context | None) -> bool:
        return self._project.effects.reach(target, context, _REACHED) is not None

    def _is_inside(self, target: Ref, ref: Ref) -> bool:
        """Whether a function stands inside the unit itself: then its code is the handler's own."""
        while target[0] == ref[0] and target[1] > 0:
            if target == ref:
                return True
            target = (target[0], self._e.files.unit(target).parent)
        return False

    def _delegated(self, ref: Ref, flow: Flow, call: Call, target: Ref) -> Hashable:
        """What a call of the project's own function acts on: a method of a domain object on that object and by that name."""
        callee = flow.code[call.func]
        receiver: Value | None = None
        if isinstance(callee, Attr):
            receiver = next((value for value in self._project.value(ref, callee.base) if isinstance(value, Inst)), None)
        if isinstance(receiver, Inst) and isinstance(callee, Attr):
            kind = self._e.files.unit(receiver.ref).name
            if self._e.models.framework(receiver.ref) is not None:
                name = "" if callee.name in ("save", "delete", "create", "update", "add") else callee.name
                return ("object", kind, flow.text(callee.base), name)
            return ("service", kind, callee.name, tuple(flow.text(argument) for argument in call.args[:1]))
        return ("function", target, tuple(flow.text(argument) for argument in call.args[:2]))

    # -- by name -----------------------------------------------------------------------------------------------------

    def _named(self, ref: Ref, flow: Flow, at: int, call: Call) -> Act | None:
        """A notification by the name of its function: what sends it can't always be told."""
        name = last_name(flow.unit, call.func)
        parts = words(name)
        if not parts or parts[0] in READING_PREFIXES or NOTIFYING_WORDS.isdisjoint(parts) or self._is_aside(flow, call):
            return None
        if not self._is_call_of_function(ref, flow, call):
            return None
        return self._act(NOTIFY, ("notify", flow.text(call.func), at), ref, flow, at, call)

    def _is_call_of_function(self, ref: Ref, flow: Flow, call: Call) -> bool:
        """Whether a call with a notification's name does something: no class, no method of a response, no builder of a text."""
        func = self._project.value(ref, call.func)
        if func:
            return any(isinstance(value, Fn) or (isinstance(value, Method) and value.name in ("send", "asend", "publish", "emit", "notify")) for value in func)
        return words(last_name(flow.unit, call.func))[0] in NOTIFYING_WORDS

    def _is_aside(self, flow: Flow, call: Call) -> bool:
        """Whether a call only leaves an audit entry, puts a cache or session right, tells who asks, or shows a text."""
        name = last_name(flow.unit, call.func)
        parts = set(words(name))
        if not parts.isdisjoint(AUDIT_WORDS | CACHE_WORDS | IDENTIFYING_WORDS):
            return True
        callee = flow.code[call.func]
        receiver = flow.text(callee.base).rpartition(".")[2] if isinstance(callee, Attr) else name
        return receiver in TELLING_THE_USER or not set(words(receiver)).isdisjoint(AUDIT_WORDS - {"record", "report", "events", "history"})

    def _is_record(self, subject: Hashable) -> bool:
        """Whether what is written is an audit entry by the name of its class."""
        name = subject[1] if isinstance(subject, tuple) and len(subject) > 1 and isinstance(subject[1], str) else ""
        parts = words(name)
        return bool(parts) and not {"audit", "log", "activity", "history", "entry", "tracking"}.isdisjoint(parts[-2:])


def several(acts: list[Act], flows: dict[Ref, Flow]) -> list[Act]:
    """The acts on different things that one request may bring about together; fewer than two mean none."""
    found: dict[int, Act] = {}
    for number, first in enumerate(acts):
        for second in acts[number + 1 :]:
            if _same(first.subject, second.subject):
                continue
            if first.ref == second.ref and flows[first.ref].exclude(first.block, second.block):
                continue
            found[first.ins] = first
            found[second.ins] = second
    return list(found.values())


def _same(one: Hashable, two: Hashable) -> bool:
    """Whether acts are on one thing: saving an object and adding it to a session are."""
    if one == two:
        return True
    if isinstance(one, tuple) and isinstance(two, tuple) and one[0] == two[0] == "object":
        return one[1:3] == two[1:3] and len({one[3:] or ("",), two[3:] or ("",)}) == 1
    return False

