"""What speaks for business logic in a handler, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.handling import BOOKKEEPING, COPYING, ERROR_WORDS, INPUT_WORDS, REFUSING, SAVING, words
from ddd_lint.frameworks.routes import HOOK
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import Handler, last_name
from ddd_lint.index.values import Fn, Inst, Ref
from ddd_lint.model.facts import Attr, Bind, Call, Const, Name, Op, Param, Raise, Return, SetAttr, Subscript
from ddd_lint.rules.routes.acts import NOTIFY, WRITE, Act, Acts, is_reading, several
from ddd_lint.rules.routes.arithmetic import computations
from ddd_lint.rules.routes.flow import BRANCHES, Flow
from ddd_lint.rules.routes.handlers import units_of
from ddd_lint.rules.routes.objects import Objects, StateRead
from ddd_lint.rules.routes.pieces import ASSIGN, BRANCH, CHECK, COORDINATE, COPY, TELL, Evidence, a


class Gathering:
    """Collects the evidence against one handler."""

    def __init__(self, project: ProjectIndex, objects: Objects, handler: Handler) -> None:
        self._project = project
        self._objects = objects
        self._handler = handler
        self._flows = {ref: Flow(project.evaluator.files.unit(ref)) for ref in units_of(project, handler.ref)}
        acts = Acts(project)
        self._acts = {ref: acts.of(ref, flow) for ref, flow in self._flows.items()}
        # What an object of Django's is given and never saved is only shown.
        self._saves = any(self._acts.values()) or any(
            isinstance(ins, Call) and last_name(flow.unit, ins.func) in SAVING
            for flow in self._flows.values()
            for ins in flow.code
        )

    def all(self) -> list[Evidence]:
        """Every piece of evidence, by place."""
        found: list[Evidence] = []
        for ref, flow in self._flows.items():
            found += self._assignments(ref, flow)
            found += self._copies(ref, flow)
            found += self._branches(ref, flow)
            if self._handler.kind != HOOK or any(self._acts.values()):
                # A hook without acts only makes what is shown.
                found += computations(self._project, self._objects, ref, flow, self._acts[ref])
        found += self._coordination()
        return sorted(dict.fromkeys(found), key=lambda piece: (piece.path, piece.line, piece.column, piece.kind))

    # -- assignments -------------------------------------------------------------------------------------------------

    def _assignments(self, ref: Ref, flow: Flow) -> Iterator[Evidence]:
        for ins in flow.code[flow.unit.header :]:
            if isinstance(ins, SetAttr):
                of = self._changed(ref, flow, ins)
                if of is not None and (ins.operator or not self._is_copied(ref, flow, ins.value)):
                    name = self._objects.name(of)
                    yield Evidence(ASSIGN, ref[0], ins.line, ins.column, f"sets the `{ins.name}` of {a(name)}", name)

    def _changed(self, ref: Ref, flow: Flow, ins: SetAttr) -> Ref | None:
        """The class of the domain object whose field is assigned."""
        if ins.name in BOOKKEEPING:
            return None
        for value in self._objects.instances(ref, flow, ins.base):
            if self._objects.is_field(value.ref, ins.name) and (
                self._saves
                or self._project.evaluator.models.framework(value.ref) != "django"
                or self._is_handed_on(ref, flow, ins.base)
            ):
                return value.ref
        return None

    def _is_handed_on(self, ref: Ref, flow: Flow, at: int) -> bool:
        """Whether an object is an argument of one of the project's functions."""
        origins = flow.origins(at)
        return any(
            isinstance(ins, Call)
            and any(not origins.isdisjoint(flow.origins(argument)) for argument in ins.args)
            and not is_reading(last_name(flow.unit, ins.func))
            and any(isinstance(value, Fn) for value in self._project.value(ref, ins.func))
            for ins in flow.code
        )

    def _is_copied(self, ref: Ref, flow: Flow, value: int) -> bool:
        """Whether a value is a field of what the handler was given, as it stands."""
        at = flow.plain(value)
        ins = flow.code[at]
        if isinstance(ins, Attr | Subscript):
            return self._is_input(ref, flow, ins.base)
        if isinstance(ins, Call):
            callee = flow.code[ins.func]
            if isinstance(callee, Attr):
                if callee.name in ("get", "pop", "getlist", "strip", "lower", "get_value"):
                    return self._is_input(ref, flow, callee.base) or self._is_copied(ref, flow, callee.base)
                return False
            return (
                isinstance(callee, Name)
                and callee.name in ("int", "str", "bool", "float")
                and len(ins.args) == 1
                and self._is_copied(ref, flow, ins.args[0])
            )
        if isinstance(ins, Op) and ins.operator in ("or", "if"):
            return all(
                self._is_copied(ref, flow, part) or isinstance(flow.code[part], Const)
                for part in ins.operands[ins.operator == "if" :]
            )
        return isinstance(ins, Param) and not self._objects.instances(ref, flow, at)

    def _is_input(self, ref: Ref, flow: Flow, at: int) -> bool:
        """Whether a value is what the handler was given: a parameter that is no domain object, a form's or serializer's data, the request."""
        if self._objects.instances(ref, flow, at):
            return False
        for here in flow.slice(at):
            ins = flow.code[here]
            if isinstance(ins, Param) and (ins.index > 0 or not self._project.evaluator.classes.is_method(ref)):
                return not any(
                    isinstance(value, Inst) and self._project.evaluator.models.framework(value.ref)
                    for value in self._project.value(ref, here)
                )
        names = words(flow.text(at))
        return not INPUT_WORDS.isdisjoint(names)

    def _copies(self, ref: Ref, flow: Flow) -> Iterator[Evidence]:
        for at in range(flow.unit.header, len(flow.code)):
            ins = flow.code[at]
            if (
                isinstance(ins, SetAttr)
                and not ins.operator
                and (of := self._changed(ref, flow, ins)) is not None
                and self._is_copied(ref, flow, ins.value)
            ):
                name = self._objects.name(of)
                yield Evidence(COPY, ref[0], ins.line, ins.column, f"copies `{ins.name}` onto {a(name)}", name)
            elif isinstance(ins, Call):
                callee = flow.code[ins.func]
                name = last_name(flow.unit, ins.func)
                target = -1
                if name == "setattr" and len(ins.args) == 3 and not isinstance(flow.code[ins.args[1]], Const):
                    target = ins.args[0]
                elif name in COPYING and isinstance(callee, Attr):
                    target = ins.args[0] if name in ("populate_obj", "populate") and ins.args else callee.base
                found = self._objects.instances(ref, flow, target) if target >= 0 else []
                if found:
                    name = self._objects.name(found[0].ref)
                    yield Evidence(COPY, ref[0], ins.line, ins.column, f"copies fields onto {a(name)}", name)

    # -- branches ----------------------------------------------------------------------------------------------------

    def _branches(self, ref: Ref, flow: Flow) -> Iterator[Evidence]:
        for number, block in enumerate(flow.blocks):
            if block.kind not in BRANCHES or block.value < 0:
                continue
            state = self._objects.reads(ref, flow, block.value)
            acted = self._acted(ref, flow, number)
            if acted is None:
                if self._refuses(flow, number) and (
                    state or (block.kind == "if" and self._is_taken(ref, flow, block.value))
                ):
                    yield self._check(ref, flow, number, state)
                continue
            if state and not self._guards(flow, number):
                first = state[0]
                name = self._objects.name(first.of)
                yield Evidence(
                    BRANCH,
                    ref[0],
                    first.line,
                    first.column,
                    f"decides by the `{first.name}` of {a(name)} {acted}",
                    name,
                )

    def _check(self, ref: Ref, flow: Flow, number: int, state: list[StateRead]) -> Evidence:
        if state:
            first = state[0]
            name = self._objects.name(first.of)
            return Evidence(
                CHECK, ref[0], first.line, first.column, f"refuses by the `{first.name}` of {a(name)}", name
            )
        block = flow.blocks[number]
        return Evidence(
            CHECK,
            ref[0],
            block.line,
            block.column,
            f"refuses what exists already (`{flow.text(flow.plain(self._tested(flow, block.value)))}`)",
        )

    def _tested(self, flow: Flow, test: int) -> int:
        ins = flow.code[test]
        while isinstance(ins, Op):
            test = ins.operands[0]
            ins = flow.code[test]
        return test

    def _acted(self, ref: Ref, flow: Flow, number: int) -> str | None:
        """What a branch does with its decision, in words; None where it changes nothing."""
        for at in flow.inside(number):
            ins = flow.code[at]
            if isinstance(ins, SetAttr) and self._changed(ref, flow, ins) is not None:
                return f"and sets `{ins.name}`"
        act = next((act for act in self._acts[ref] if flow.within(act.block, number)), None)
        if act is not None:
            return {WRITE: f"and writes (`{act.text}`)", NOTIFY: f"and sends a notification (`{act.text}`)"}.get(
                act.kind, f"and calls `{act.text}`"
            )
        for at in flow.inside(number):
            ins = flow.code[at]
            if isinstance(ins, Bind) and ins.value >= 0:
                act = self._fed(ref, flow, at, ins)
                if act is not None:
                    return f"what `{act.text}` gets as `{ins.name}`"
        return None

    def _fed(self, ref: Ref, flow: Flow, at: int, bind: Bind) -> Act | None:
        """The act among whose arguments a name bound in a branch ends up, where other branches bind it too."""
        for act in self._acts[ref]:
            call = flow.code[act.ins]
            if act.ins > at and isinstance(call, Call) and not flow.within(act.block, bind.block):
                for argument in call.args:
                    made = flow.slice(argument, calls=False)
                    if bind.value in made and bind.value != flow.plain(argument):
                        return act
        return None

    def _is_taken(self, ref: Ref, flow: Flow, test: int) -> bool:
        """Whether a test holds where an object was found: `if user:`, `if user is not None`, `if repository.exists(…)`."""
        ins = flow.code[test]
        if isinstance(ins, Op):
            if ins.operator == "and":
                return any(self._is_taken(ref, flow, part) for part in ins.operands)
            if ins.operator in ("is not", ">"):
                return self._objects.found(ref, flow, ins.operands[0])
            return False
        return self._objects.found(ref, flow, test)

    def _refuses(self, flow: Flow, number: int) -> bool:
        """Whether a branch only ends the request with an error."""
        for at in flow.by_block.get(number, ()):
            ins = flow.code[at]
            if isinstance(ins, Raise):
                return True
            if isinstance(ins, Call) and last_name(flow.unit, ins.func).lower() in REFUSING:
                return True
            if isinstance(ins, Return) and ins.value >= 0 and self._is_error(flow, ins.value):
                return True
        return False

    def _is_error(self, flow: Flow, value: int) -> bool:
        for at in flow.slice(value):
            ins = flow.code[at]
            if (
                isinstance(ins, Const)
                and isinstance(ins.value, int)
                and not isinstance(ins.value, bool)
                and 400 <= ins.value < 500
            ):
                return True
            if isinstance(ins, Call) and not ERROR_WORDS.isdisjoint(words(last_name(flow.unit, ins.func))):
                return True
            if isinstance(ins, Const) and isinstance(ins.value, str) and ins.value in ("error", "errors"):
                return True
        return False

    def _guards(self, flow: Flow, number: int) -> bool:
        """Whether a branch that acts is the good side of a check that else refuses."""
        block = flow.blocks[number]
        for other, sibling in enumerate(flow.blocks):
            if (
                other != number
                and sibling.parent == block.parent
                and sibling.value == block.value
                and {sibling.kind, block.kind} == {"if", "else"}
            ):
                return self._refuses(flow, other)
        return False

    # -- coordination ------------------------------------------------------------------------------------------------

    def _coordination(self) -> Iterator[Evidence]:
        acts = [act for ref in self._flows for act in self._acts[ref]]
        writes = [act for act in acts if act.kind != NOTIFY]
        together = several(writes, self._flows)
        if len(together) > 1:
            texts = ", ".join(dict.fromkeys(f"`{act.text}`" for act in together[:3]))
            for act in together:
                yield Evidence(COORDINATE, act.ref[0], act.line, act.column, f"coordinates several writes ({texts})")
            return
        told = several(acts, self._flows)
        notes = [act for act in told if act.kind == NOTIFY]
        if notes and any(act.kind != NOTIFY for act in told):
            for act in notes:
                yield Evidence(TELL, act.ref[0], act.line, act.column, f"tells of its write (`{act.text}`)")
