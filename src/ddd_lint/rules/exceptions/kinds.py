"""What a function or class is to the framework that runs it: task, job, receiver, middleware, handler, command, probe, clean-up."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ddd_lint.frameworks import boundaries as known
from ddd_lint.model.facts import NONE, Attr, Bind, Call, Collection, Const, Def, Import, Name, Op
from ddd_lint.rules.exceptions.names import matches
from ddd_lint.rules.exceptions.view import UnitView, words_of

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

PROBE = "health probe"
CONFIGURED = "configured boundary"


class Kinds:
    """Answers over one project; what the project registers is collected when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self.project = project

    def of_unit(self, view: UnitView) -> str:
        """The kind of a function or class, by its decorators, bases, names, parameters or registration; "" for others."""
        unit = view.unit
        if unit.kind == "class":
            return self._kind_of_class(view)
        if matches(self.project.settings.boundaries, f"{self.project.module(view.file.path)}.{unit.qualname}"):
            return CONFIGURED
        for decorator in unit.decorators:
            kind = self._kind_of_decorator(view, decorator)
            if kind:
                return kind
        if unit.name in known.CLEANUP_METHODS:
            return known.CLEANUP
        if known.MIDDLEWARE_PARAMETERS.intersection(parameter.name for parameter in unit.params):
            return known.MIDDLEWARE
        parent = view.file.units[unit.parent] if unit.parent > 0 else None
        if parent is not None and parent.kind == "class":
            bases = _base_names(UnitView(view.file, unit.parent))
            if unit.name in known.TASK_METHODS and bases.intersection(known.TASK_BASES):
                return known.TASK
            if unit.name in known.COMMAND_METHODS and _is_command(bases):
                return known.COMMAND
            if self._gets_errors(view):
                return known.HANDLER
        if unit.parent == 0 and unit.name in ("main", "cli", "run_cli") and self._runs_as_program(view):
            return known.COMMAND
        if _is_probe(unit.name, parent.name if parent is not None and parent.kind == "class" else ""):
            return PROBE
        return self.registered.get((view.file.path, view.number), "")

    def _gets_errors(self, view: UnitView) -> bool:
        """Whether a method overrides the one that a library calls with every error: DRF's `handle_exception` of a view."""
        libraries = known.EXCEPTION_METHODS.get(view.unit.name, ())
        return bool(libraries) and any(
            base.partition(".")[0] in libraries
            for base in self.project.evaluator.classes.external_bases((view.file.path, view.unit.parent))
        )

    def _kind_of_class(self, view: UnitView) -> str:
        bases = _base_names(view)
        if bases.intersection(known.MIDDLEWARE_BASES) or view.unit.name.endswith("Middleware"):
            return known.MIDDLEWARE
        if bases.intersection(known.JOB_BASES):
            return known.JOB
        if _is_probe(view.unit.name):
            return PROBE
        if _is_command(bases):
            return known.COMMAND
        return self.registered.get((view.file.path, view.number), "")

    def _kind_of_decorator(self, view: UnitView, decorator: int) -> str:
        ins = view.code[decorator]
        names = view.callee_names(ins) if isinstance(ins, Call) else view.names(decorator)
        if not names:
            return ""
        if self.project.settings.boundaries:
            value = ins.func if isinstance(ins, Call) else decorator
            qualified = self.project.qualified(view.file, view.number, value) or ".".join(names)
            if matches(self.project.settings.boundaries, qualified):
                return CONFIGURED
        kind = known.DECORATORS.get(names[-1]) or known.DECORATORS.get(".".join(names[-2:]), "")
        if kind:
            return kind
        if names[-1] == "add" and any(word.startswith("schedul") for name in names[:-1] for word in words_of(name)):
            return known.JOB
        if names[-1] in known.COMMAND_DECORATORS and (
            self._imports(view, known.COMMAND_LIBRARIES) or "cli" in names[:-1]
        ):
            return known.COMMAND
        return ""

    def _imports(self, view: UnitView, libraries: frozenset[str]) -> bool:
        targets = (ins.target for ins in view.file.units[0].code if isinstance(ins, Import))
        return any(
            target.split(":")[0].split(".")[0] in libraries or target.split(":")[0] in libraries for target in targets
        )

    def _runs_as_program(self, view: UnitView) -> bool:
        module = UnitView(view.file, 0)
        stem = view.file.path.rpartition("/")[2]
        return stem in ("__main__.py", "cli.py", "manage.py") or any(
            block.kind == "if" and tests_main(module, block.value) for block in module.blocks
        )

    # -- what the project registers ----------------------------------------------------------------------------------

    @cached_property
    def registered(self) -> dict[tuple[str, int], str]:
        """Functions and classes that the project hands to a framework → what that makes of them."""
        found: dict[tuple[str, int], str] = {}
        for registrar, kind in known.REGISTRARS.items():
            owner, _, name = registrar.rpartition(".")
            for (path, number), index in self.project.evaluator.files.calls_named(name):
                view = UnitView(self.project.files[path], number)
                call = view.code[index]
                if isinstance(call, Call) and (not owner or view.callee_names(call)[-2:-1] == (owner,)):
                    for value in call.args:
                        for ref in self._functions(view, value):
                            found.setdefault(ref, kind)
        for file in self.project.files.values():
            module = UnitView(file, 0)
            for ins in module.code:
                if isinstance(ins, Bind) and ins.value != NONE and ins.name in known.SETTINGS:
                    for name, value in self._settings(module, ins):
                        for ref in self._named(module, value):
                            found.setdefault(ref, known.SETTINGS[name])
        return found

    def _settings(self, view: UnitView, bind: Bind) -> list[tuple[str, int]]:
        """The settings that a name or a dictionary bound to one holds: (name, value)."""
        value = view.code[bind.value]
        if isinstance(value, Collection) and value.kind == "dict":
            keys = ((view.constant(key) if key != NONE else None) for key in value.keys)
            return [(str(key), item) for key, item in zip(keys, value.items, strict=True) if key in known.SETTINGS]
        return [(bind.name, bind.value)]

    @cached_property
    def units_by_name(self) -> dict[str, list[tuple[str, int]]]:
        """The project's functions and classes by name."""
        found: dict[str, list[tuple[str, int]]] = {}
        for path, file in self.project.files.items():
            for number, unit in enumerate(file.units):
                if unit.kind in ("function", "class"):
                    found.setdefault(unit.name, []).append((path, number))
        return found

    def _functions(self, view: UnitView, value: int) -> list[tuple[str, int]]:
        """The function or class that an argument names: of the same file, or the only one of that name."""
        ins = view.code[value]
        if isinstance(ins, Def):
            return [(view.file.path, ins.unit)]
        if isinstance(ins, Call):
            inner = view.last_name(ins.func)
            if inner == "partial" and ins.args:
                return self._functions(view, ins.args[0])
            return self._functions(view, ins.func) if isinstance(view.code[ins.func], Attr | Name) else []
        if not isinstance(ins, Attr | Name | Import):
            return []
        name = view.last_name(value)
        candidates = self.units_by_name.get(name, [])
        local = [ref for ref in candidates if ref[0] == view.file.path]
        if (
            isinstance(ins, Attr)
            and view.names(ins.base) not in (("self",), ("cls",))
            and not isinstance(view.code[ins.base], Name | Import)
        ):
            return []
        return local[:1] if local else candidates if len(candidates) == 1 else []

    def _named(self, view: UnitView, value: int) -> list[tuple[str, int]]:
        """The functions and classes that a setting names, by dotted path or directly."""
        ins = view.code[value]
        if isinstance(ins, Collection):
            return [ref for item in ins.items for ref in self._named(view, item)]
        if isinstance(ins, Const) and isinstance(ins.value, str):
            module, _, name = ins.value.rpartition(".")
            tail = module.replace(".", "/")
            return [
                (path, number)
                for path, number in self.units_by_name.get(name, [])
                if tail and path.removesuffix(".py").removesuffix("/__init__").endswith(tail)
            ]
        return self._functions(view, value)


def _base_names(view: UnitView) -> set[str]:
    return {view.last_name(base) for base in view.unit.bases}


def _is_command(bases: set[str]) -> bool:
    return any(base in known.COMMAND_BASES or base.endswith("Command") for base in bases)


def tests_main(view: UnitView, test: int) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    ins = view.code[test] if test != NONE else None
    if not isinstance(ins, Op) or ins.operator != "==":
        return False
    constants = {view.constant(operand) for operand in ins.operands}
    return "__main__" in constants and any(view.names(operand) == ("__name__",) for operand in ins.operands)


def _is_probe(name: str, owner: str = "") -> bool:
    """Whether a function (of the class `owner`) or class is named as what answers whether something works."""
    words = words_of(name)
    if words[:1] != [] and words[0] in known.PROBE_VERBS and "status" in words_of(owner):
        return True
    return (
        not known.PROBE_WORDS.isdisjoint(words)
        or any(pair.issubset(words) for pair in known.PROBE_PAIRS)
        or (words[:1] != [] and words[0] in known.PROBE_VERBS and not known.PROBE_SUBJECTS.isdisjoint(words))
    )
