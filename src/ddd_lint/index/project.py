"""The read-only index of a whole project: what project rules ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddd_lint.frameworks.registry import tables
from ddd_lint.index import transfer
from ddd_lint.index.dependencies import Dependencies
from ddd_lint.index.domain import Domain
from ddd_lint.index.effects import Effects
from ddd_lint.index.evaluate import Evaluator
from ddd_lint.index.importers import Importers
from ddd_lint.index.imports import Imports
from ddd_lint.index.layers import Layers
from ddd_lint.index.models import Models
from ddd_lint.index.ports import Ports
from ddd_lint.index.relations import Relations
from ddd_lint.index.repeats import Repeats
from ddd_lint.index.routes import Routes
from ddd_lint.index.schema.schema import Schema
from ddd_lint.index.serialisation.serialisation import Serialisation
from ddd_lint.index.uses.uses import Uses
from ddd_lint.index.values import MAX_VALUES, Cls, Context, Fn, Inst, Method, Ref, Values
from ddd_lint.model.facts import Call, FileFacts
from ddd_lint.model.graphql import GRAPHQL
from ddd_lint.model.settings import Roles, Settings
from ddd_lint.model.templates import TemplateFacts

UnitRef = Ref


class ProjectIndex:
    """Names, values and calls of a project, evaluated on demand.

    `files` are the facts of every file by path (relative to the project root), `targets` those of them whose findings are wanted; `roles` says
    what a file is, `templates` are the facts of those that the code names. Nothing is computed that is not asked for, and answers are kept.
    """

    def __init__(
        self,
        files: Mapping[str, FileFacts],
        settings: Settings,
        roles: Callable[[str], Roles],
        targets: frozenset[str],
        templates: Mapping[str, TemplateFacts] | None = None,
    ) -> None:
        # The order in which files were analysed must not show in any answer.
        files = dict(sorted(files.items()))
        self.files = files
        self.settings = settings
        self.roles = roles
        self.targets = targets
        read = sorted((templates or {}).items())
        self.templates = {path: facts for path, facts in read if facts.dialect != GRAPHQL}
        self.schema_types = [declared for _, facts in read for declared in facts.types]
        self.evaluator: Evaluator = Evaluator(files, tables())
        self.evaluator.models = Models(self.evaluator)
        self.importers = Importers(self.evaluator.files, self.evaluator.modules, roles)
        self.effects = Effects(self)
        self.repeats = Repeats(self)
        self.schema = Schema(self)
        self.uses = Uses(self)
        self.relations = Relations(self)
        self.serialisation = Serialisation(self)
        self.layers = Layers(self)
        self.domain = Domain(self)
        self.imports = Imports(self)
        self.ports = Ports(self)
        self.dependencies = Dependencies(self)
        self.routes = Routes(self)

    @property
    def truncated(self) -> int:
        """How many answers so far were cut short by a limit on depth, callers, alternatives or steps."""
        return self.evaluator.truncated + self.effects.truncated

    def value(self, ref: Ref, ins: int, context: Context | None = None) -> Values:
        """What an instruction of a unit may be; empty for unknown."""
        return self.evaluator.value(ref, ins, context)

    def qualified(self, file: FileFacts, unit: int, ins: int) -> str | None:
        """The dotted qualified name of what an instruction stands for, through imports and re-exports.

        A function or class of the project is named by its module and its own name; a method of a library object by the object's class
        (`logging.Logger.exception`). None where it can't be told or where several things are possible.
        """
        names = transfer.qualified_names(self.evaluator, (file.path, unit), ins)
        return names[0] if len(set(names)) == 1 else None

    def qualified_all(self, file: FileFacts, unit: int, ins: int) -> list[str]:
        """Every qualified name that an instruction may stand for."""
        return transfer.qualified_names(self.evaluator, (file.path, unit), ins)

    def callee(self, file: FileFacts, unit: int, call: int) -> tuple[UnitRef, ...]:
        """The project's functions that a call may reach (constructors: `__init__`; abstract methods: their implementations)."""
        return tuple(dict.fromkeys(ref for ref, _ in self.targets_of((file.path, unit), call)))

    def targets_of(self, ref: Ref, call: int, context: Context | None = None) -> list[tuple[Ref, Context | None]]:
        """The project's functions that a call may reach, each with what is known of that call."""
        e = self.evaluator
        ins = e.files.unit(ref).code[call]
        assert isinstance(ins, Call)
        site = transfer.Site(e, ref, call, ins, context)
        found: list[tuple[Ref, Context | None]] = []
        for func in e.value(ref, ins.func, context):
            if isinstance(func, Method) and isinstance(func.owner, Fn) and func.name in _LATER:
                continue
            if isinstance(func, Fn):
                found += [(reached.ref, e.context_of(reached, site)) for reached in self._reached(func)]
            elif isinstance(func, Cls):
                for name in ("__init__", "__post_init__", "__new__"):
                    init = e.classes.method(func.ref, name)
                    if init is not None:
                        found.append((init, e.context_of(Fn(init, Inst(func.ref, func.args)), site)))
            elif isinstance(func, Inst):
                for value in e.attribute(func, "__call__"):
                    if isinstance(value, Fn):
                        found.append((value.ref, e.context_of(value, site)))
        return found

    def _reached(self, func: Fn) -> list[Fn]:
        """The function itself; for an abstract or protocol method called on an instance or class, what implements it, bound to its own class."""
        e = self.evaluator
        if isinstance(func.owner, Inst | Cls):
            name = e.files.unit(func.ref).name
            owner = func.owner
            # `super().get()` means the base's own method, whatever the receiver's class has under that name.
            if e.classes.method(owner.ref, name) == func.ref:
                found = e.classes.implementations(owner.ref, name)
                if len(found) > MAX_VALUES:
                    e.truncated += 1
                made = Inst if isinstance(owner, Inst) else Cls
                return [Fn(method, owner if cls == owner.ref else made(cls)) for cls, method in found[:MAX_VALUES]] or [
                    func
                ]
        elif "builtins.staticmethod" in e.classes.decorators(func.ref) and e.classes.is_abstract(func.ref):
            name = e.files.unit(func.ref).name
            found = e.classes.implementations(e.classes.own_class(func.ref), name)
            return [Fn(method) for _, method in found[:MAX_VALUES]] or [func]
        return [func]

    def calls_named(self, name: str) -> list[tuple[UnitRef, int]]:
        """Every call in the project whose callee's last name this is: (unit, instruction)."""
        return self.evaluator.files.calls_named(name)

    def left_out_by_role(self, path: str) -> bool:
        """Whether rules about cost at run time leave a file out: tests and scripts (what only scripts import, too), unless asked for."""
        if self.roles(path).test:
            return not self.settings.include_tests
        return not self.settings.include_scripts and self.importers.script(path)

    def module(self, path: str) -> str:
        """A readable dotted name of a file."""
        return self.evaluator.modules.dotted(path)


_LATER = frozenset({"delay", "apply_async", "send", "enqueue", "defer", "kiq"})
