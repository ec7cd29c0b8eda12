"""What a handler brings about: its writes, notifications and calls to the outside, its own and those of what it calls."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable

import msgspec

from ddd_lint.frameworks.handling import (
    AUDIT_NAMES,
    AUDIT_WORDS,
    CACHE_WORDS,
    FORM_ENDINGS,
    HISTORY,
    IDENTIFYING_WORDS,
    KEEPING_WORDS,
    NOTIFYING_WORDS,
    PLAIN,
    READING_PREFIXES,
    RESPONDING,
    SAVING,
    TELLING_THE_USER,
    TELLING_WORDS,
    words,
)
from ddd_lint.index.effects import EffectSite
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import last_name
from ddd_lint.index.values import Context, Fn, Inst, Lib, Method, Ref
from ddd_lint.model.facts import Attr, Call, Const, Op, Return, Unit
from ddd_lint.rules.routes.flow import Flow

WRITE = "write"
NOTIFY = "notify"
SEND = "send"
_READING_VERBS = frozenset({"get", "head", "options", "urlopen", "urlretrieve", "stream"})
_WRITING_SQL = re.compile(
    r"\s*(?:insert\s+into|update|delete\s+from|merge\s+into|replace\s+into)\s+([\w.\"`]+)", re.IGNORECASE
)
_STATEMENTS = frozenset({"insert", "update", "delete"})
_DIRECT = frozenset({"write", "add", "query", "send", "enqueue"})
_CREATING = frozenset({"create", "acreate", "bulk_create", "get_or_create", "update_or_create", "insert"})
_SENDING = frozenset({"send", "asend", "publish", "emit", "notify", "delay"})
_HAPPENINGS = frozenset({"event", "events", "notification", "notifications"})
_STEPS = frozenset({"save", "perform", "post", "pre", "process", "delete", "create", "update"})
_RECORDS = frozenset({"audit", "log", "activity", "history", "entry", "tracking"})
_MOST_FUNCTIONS = 150
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "not"})
_REACHED = frozenset({"write", "add"})


class Act(msgspec.Struct, frozen=True):
    """One thing brought about. kind: `write`, `notify` or `send` (to another system).

    subject: what it acts on, by name. objects: the instructions that the object acted on may come from, where there is one. step: the
    method of that object, "" for plain saving. `ins` is the call, `block` where it stands.
    """

    kind: str
    subject: Hashable
    objects: frozenset[int]
    step: str
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
        self._written: dict[tuple[Ref, Context | None], EffectSite | None] = {}

    def of(self, ref: Ref, flow: Flow) -> list[Act]:
        """The acts of a unit, in order; audit entries, logging, cache invalidation and a commit by itself are none."""
        direct = {
            site.ins: site for site in self._project.effects.sites(ref) if site.ins >= 0 and site.effect.kind in _DIRECT
        }
        # What is compared is called for what it tells.
        compared = {
            part
            for ins in flow.code
            if isinstance(ins, Op) and ins.operator in _COMPARISONS
            for part in map(flow.plain, ins.operands)
        }
        # What is sent and returned is the response.
        returned = {flow.plain(ins.value) for ins in flow.code if isinstance(ins, Return) and ins.value >= 0}
        found: list[Act] = []
        for at in range(flow.unit.header, len(flow.code)):
            call = flow.code[at]
            if not isinstance(call, Call) or (is_aside(flow, call) and not self._is_kept_session(ref, flow, at, call)):
                continue
            site = direct.get(at)
            act = self._direct(ref, flow, at, call, site) if site is not None else None
            if act is None and at not in compared:
                act = self._reached(ref, flow, at, call)
            act = act or self._named(ref, flow, at, call)
            if act is not None and not is_record(act.subject) and not (act.kind == NOTIFY and at in returned):
                found.append(act)
        return found

    def _is_kept_session(self, ref: Ref, flow: Flow, at: int, call: Call) -> bool:
        """Whether a call is about a session that the project keeps as a row of its own (`complete_session`), rather than a tool's."""
        about = (AUDIT_WORDS | CACHE_WORDS | IDENTIFYING_WORDS).intersection(words(last_name(flow.unit, call.func)))
        return about == {"session"} and any(
            isinstance(value, Inst) and self._is_mapped(value) for value in self._project.value(ref, at)
        )

    def _act(
        self,
        kind: str,
        ref: Ref,
        flow: Flow,
        at: int,
        subject: Hashable,
        objects: frozenset[int] = frozenset(),
        step: str = "",
    ) -> Act:
        call = flow.code[at]
        assert isinstance(call, Call)
        text = flow.text(call.func) or last_name(flow.unit, call.func)
        return Act(kind, subject, objects, step, ref, at, call.block, text, call.line, call.column)

    # -- its own -----------------------------------------------------------------------------------------------------

    def _direct(self, ref: Ref, flow: Flow, at: int, call: Call, site: EffectSite) -> Act | None:
        kind = site.effect.kind
        name = last_name(flow.unit, call.func)
        if kind == "enqueue":
            return self._act(NOTIFY, ref, flow, at, at)
        if kind == "send":
            if name in _READING_VERBS:
                return None
            return self._act(SEND if NOTIFYING_WORDS.isdisjoint(words(name)) else NOTIFY, ref, flow, at, at)
        if kind in ("query", "write") and (table := self._statement(ref, flow, call)):
            return self._act(WRITE, ref, flow, at, table)
        if kind == "query":
            return None
        if kind == "add":
            return self._on_object(ref, flow, at, call.args[0]) if call.args else None
        callee = flow.code[call.func]
        if not isinstance(callee, Attr):
            return self._act(WRITE, ref, flow, at, at)
        values = self._project.value(ref, callee.base)
        if any(isinstance(value, Inst) for value in values):
            return self._on_object(ref, flow, at, callee.base)
        name = next((item.name for value in values if isinstance(value, Lib) for item in self._items(value)), "")
        if callee.name in _CREATING:
            return self._act(WRITE, ref, flow, at, name, frozenset({at}))
        return self._act(WRITE, ref, flow, at, (name, flow.text(callee.base)))

    def _items(self, value: Lib) -> list[Unit]:
        return [self._e.files.unit(item.ref) for item in value.item if isinstance(item, Inst)]

    def _on_object(self, ref: Ref, flow: Flow, at: int, base: int, step: str = "") -> Act:
        values = [value for value in self._project.value(ref, base) if isinstance(value, Inst)]
        name = self._e.files.unit(values[0].ref).name if values else ""
        return self._act(WRITE, ref, flow, at, (name, flow.text(base)), flow.origins(base), step)

    def _statement(self, ref: Ref, flow: Flow, call: Call) -> str:
        """The table or class that an executed statement writes to; "" for one that only reads."""
        for at in flow.slice(call.args[0]) if call.args else ():
            ins = flow.code[at]
            if isinstance(ins, Call) and last_name(flow.unit, ins.func) in _STATEMENTS:
                names = self._project.qualified_all(self._project.files[ref[0]], ref[1], ins.func)
                if any(name.startswith(("sqlalchemy.", "sqlmodel.")) for name in names):
                    return (flow.text(ins.args[0]) if ins.args else "") or "table"
            if isinstance(ins, Const) and isinstance(ins.value, str) and (match := _WRITING_SQL.match(ins.value)):
                return match[1]
        return ""

    # -- what it calls -----------------------------------------------------------------------------------------------

    def _reached(self, ref: Ref, flow: Flow, at: int, call: Call) -> Act | None:
        name = last_name(flow.unit, call.func)
        if is_reading(name) or self._is_form(flow, call):
            return None
        receiver = self._receiver_of(ref, flow, call)
        for target, context in self._targets(ref, flow, at, call, receiver):
            if self._is_inside(target, ref) or self._e.files.unit(target).name in (
                "__init__",
                "__post_init__",
                "__new__",
            ):
                continue
            written = self._writes(target, context)
            if written is not None:
                telling = words(name)[0] in NOTIFYING_WORDS or words(name)[-1] in _HAPPENINGS
                if telling and not self._is_mapped(receiver):
                    return self._act(NOTIFY, ref, flow, at, at)
                if self._is_own_step(flow, call, name):
                    return self._act(WRITE, ref, flow, at, "own step")
                return self._delegated(ref, flow, at, call, target, receiver, written)
        return None

    def _is_mapped(self, receiver: Inst | None) -> bool:
        """Whether a method's object is a mapped one: `article.publish()` changes the article."""
        return receiver is not None and self._e.models.framework(receiver.ref) is not None

    def _is_own_step(self, flow: Flow, call: Call, name: str) -> bool:
        """Whether a call is one of the steps that a handler's own base class gives it: `self._save(…)`, `super().perform_create(…)`."""
        callee = flow.code[call.func]
        if not isinstance(callee, Attr):
            return False
        own = callee.base == flow.unit.header and bool(flow.unit.params)
        return (own and not _STEPS.isdisjoint(words(name))) or flow.text(callee.base) == "super()"

    def _is_form(self, flow: Flow, call: Call) -> bool:
        """Whether a call is a form's or serializer's own `save()`."""
        callee = flow.code[call.func]
        return (
            isinstance(callee, Attr)
            and callee.name in SAVING
            and flow.text(callee.base).rstrip("()").lower().endswith(FORM_ENDINGS)
        )

    def _receiver_of(self, ref: Ref, flow: Flow, call: Call) -> Inst | None:
        """The object whose method is called; what a factory really makes, where it says no more than an interface."""
        callee = flow.code[call.func]
        if not isinstance(callee, Attr):
            return None
        declared = next((value for value in self._project.value(ref, callee.base) if isinstance(value, Inst)), None)
        made = flow.code[flow.plain(callee.base)]
        if declared is None or not isinstance(made, Call):
            return declared
        for factory in self._project.value(ref, made.func):
            if isinstance(factory, Fn):
                for ins in self._e.files.unit(factory.ref).code:
                    for value in (
                        self._project.value(factory.ref, ins.value)
                        if isinstance(ins, Return) and ins.value >= 0
                        else ()
                    ):
                        if isinstance(value, Inst) and self._e.classes.derives(value.ref, declared.ref):
                            return value
        return declared

    def _targets(
        self, ref: Ref, flow: Flow, at: int, call: Call, receiver: Inst | None
    ) -> list[tuple[Ref, Context | None]]:
        found = self._project.targets_of(ref, at)
        callee = flow.code[call.func]
        if receiver is not None and isinstance(callee, Attr) and len(found) > 1:
            method = self._e.classes.method(receiver.ref, callee.name)
            if method is not None and not self._e.classes.is_abstract(method):
                return [(method, Context(receiver))]
        return found

    def _writes(self, target: Ref, context: Context | None) -> EffectSite | None:
        """Where a function writes, itself or by what it calls for that: not by what it calls to read, or to leave a record."""
        key = (target, context)
        if key not in self._written:
            self._written[key] = self._find_write(key)
        return self._written[key]

    def _find_write(self, start: tuple[Ref, Context | None]) -> EffectSite | None:
        seen = {start}
        waiting = deque([start])
        while waiting and len(seen) < _MOST_FUNCTIONS:
            ref, context = waiting.popleft()
            unit = self._e.files.unit(ref)
            flow = Flow(unit)
            for site in self._project.effects.sites(ref, context):
                call = unit.code[site.ins] if site.ins >= 0 else None
                if isinstance(call, Call) and (
                    site.effect.kind in _REACHED or (site.effect.kind == "query" and self._statement(ref, flow, call))
                ):
                    return site
            for at, _, _, _, target, inner in self._project.effects.calls(ref, context):
                call = unit.code[at]
                # Arguments are followed one call deep; beyond that their combinations are too many.
                found = (target, Context(inner.owner) if inner is not None and inner.owner is not None else None)
                if (
                    found not in seen
                    and isinstance(call, Call)
                    and not is_aside(flow, call)
                    and not is_reading(self._e.files.unit(target).name)
                ):
                    seen.add(found)
                    waiting.append(found)
        return None

    def _is_inside(self, target: Ref, ref: Ref) -> bool:
        """Whether a function stands inside the unit, or beside it in the same handler: then its code is the handler's own."""
        return not self._functions_around(target).isdisjoint(self._functions_around(ref))

    def _functions_around(self, ref: Ref) -> set[Ref]:
        """A function and those that it stands in."""
        found = set()
        while (unit := self._e.files.unit(ref)).kind in ("function", "lambda"):
            found.add(ref)
            ref = (ref[0], unit.parent)
        return found

    def _delegated(
        self, ref: Ref, flow: Flow, at: int, call: Call, target: Ref, receiver: Inst | None, written: EffectSite
    ) -> Act:
        """A call of the project's own function: of a domain object's method an act on that object, of the method's name if it writes others."""
        callee = flow.code[call.func]
        if receiver is not None and isinstance(callee, Attr):
            if self._is_mapped(receiver):
                itself = isinstance(written.owner, Inst) and self._e.classes.derives(receiver.ref, written.owner.ref)
                return self._on_object(
                    ref, flow, at, callee.base, "" if itself or callee.name in PLAIN else callee.name
                )
            kind = self._e.files.unit(receiver.ref).name
            return self._act(
                WRITE, ref, flow, at, (kind, callee.name, *(flow.text(argument) for argument in call.args[:1]))
            )
        return self._act(WRITE, ref, flow, at, (target, *(flow.text(argument) for argument in call.args[:2])))

    # -- by name -----------------------------------------------------------------------------------------------------

    def _named(self, ref: Ref, flow: Flow, at: int, call: Call) -> Act | None:
        """A notification by the name of its function: what sends it can't always be told."""
        name = last_name(flow.unit, call.func)
        parts = words(name)
        if is_reading(name) or not (parts[0] in NOTIFYING_WORDS or parts[-1] in ("notification", "notifications")):
            return None
        if self._is_mapped(self._receiver_of(ref, flow, call)):
            return None
        values = self._project.value(ref, call.func)
        does = any(isinstance(value, Fn) or (isinstance(value, Method) and value.name in _SENDING) for value in values)
        return self._act(NOTIFY, ref, flow, at, at) if does or not values else None


def is_reading(name: str) -> bool:
    """Whether a function is called for what it returns, by its name."""
    parts = words(name)
    return not parts or parts[0] in READING_PREFIXES or not TELLING_WORDS.isdisjoint(parts)


def is_aside(flow: Flow, call: Call) -> bool:
    """Whether a call only leaves an audit entry, puts a cache or session right, tells who asks, or shows a text."""
    name = last_name(flow.unit, call.func)
    parts = words(name)
    if name in AUDIT_NAMES | RESPONDING or not (AUDIT_WORDS | CACHE_WORDS | IDENTIFYING_WORDS).isdisjoint(parts):
        return True
    if HISTORY in parts and not KEEPING_WORDS.isdisjoint(parts):
        return True
    callee = flow.code[call.func]
    receiver = flow.text(callee.base).rpartition(".")[2] if isinstance(callee, Attr) else name
    return receiver in TELLING_THE_USER or not AUDIT_WORDS.isdisjoint(words(receiver))


def is_record(subject: Hashable) -> bool:
    """Whether what is written is an audit entry, by the name of its class."""
    name = subject[0] if isinstance(subject, tuple) and subject else subject
    return isinstance(name, str) and not _RECORDS.isdisjoint(words(name)[-2:])


def several(acts: list[Act], flows: dict[Ref, Flow]) -> list[Act]:
    """The acts on different things that one request may bring about together; fewer than two mean none."""
    found: dict[tuple[Ref, int], Act] = {}
    for number, first in enumerate(acts):
        for second in acts[number + 1 :]:
            if same(first, second) or (first.ref == second.ref and flows[first.ref].exclude(first.block, second.block)):
                continue
            found[first.ref, first.ins] = first
            found[second.ref, second.ins] = second
    return sorted(found.values(), key=lambda act: (act.line, act.column))


def same(one: Act, two: Act) -> bool:
    """Whether acts, the first one first, are on one thing: creating an object, saving it and adding it to a session are.

    So are a method of an object and saving that object behind it.
    """
    if one.objects and two.objects and one.ref == two.ref:
        related = not one.objects.isdisjoint(two.objects) or one.subject == two.subject
        return related and (one.step == two.step or not two.step)
    return one.subject == two.subject
