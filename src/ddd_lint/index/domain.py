"""The objects that a project is about: which classes are domain objects, and of those which are entities and which values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks.layers import DOMAIN, INFRASTRUCTURE, REPOSITORY
from ddd_lint.frameworks.records import (
    CARRIER_MODULES,
    CARRIERS,
    COLLABORATORS,
    ENTITY_BASES,
    ENTITY_MODULES,
    MAKERS,
    MODEL_MODULES,
    NEUTRAL_BASES,
    SCHEMA_BASES,
    VALUE_BASES,
    VALUE_MODULES,
    WORKERS,
)  # fmt: skip
from ddd_lint.index import type_expressions
from ddd_lint.index.aggregates import Aggregates
from ddd_lint.index.changes import Changes
from ddd_lint.index.decisions import Decisions
from ddd_lint.index.shapes import Shapes, is_serialiser, snake
from ddd_lint.index.values import Inst, Ref

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Domain:
    """Answers about domain objects, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self.shapes = Shapes(project)
        self.changes = Changes(project)
        self.aggregates = Aggregates(project)
        self.decisions = Decisions(project)
        self._classes: list[Ref] | None = None
        self._objects: list[Ref] | None = None
        self._stored: frozenset[Ref] | None = None
        self._identities: bool | None = None
        self._carries: bool | None = None
        self._held: dict[Ref, list[Ref]] | None = None

    def classes(self) -> list[Ref]:
        """Every class of the domain layer, in file order."""
        if self._classes is None:
            files = self._project.files
            self._classes = [
                (path, number)
                for path in self._project.layers.domain_files()
                for number, unit in enumerate(files[path].units)
                if unit.kind == "class"
            ]
        return self._classes

    def objects(self) -> list[Ref]:
        """The classes of the domain layer whose instances are entities or values: no carriers of data, workers, errors, abstract bases."""
        if self._objects is None:
            self._objects = [ref for ref in self.classes() if self.is_object(ref)]
        return self._objects

    def is_object(self, ref: Ref) -> bool:
        """Whether a class describes objects that live in the domain, told from its name, module, bases and members."""
        unit = self._e.files.unit(ref)
        if (
            unit.name.startswith("_")
            or self._in_carrier_module(ref[0])
            or snake(unit.name).split("_")[-1] in CARRIERS | WORKERS
        ):
            return False
        parent = self._e.files.unit((ref[0], unit.parent))
        if parent.kind != "module":
            return False
        known = NEUTRAL_BASES | self._e.tables.model_bases.keys()
        if any(base not in known for base in self._e.classes.external_bases(ref)) or self._has_unknown_base(ref):
            return False
        if any(self._is_carrier(owner) for owner, _ in self._e.classes.ancestry(ref)[1:]):
            return False
        if self.shapes.is_root(ref) or self.shapes.is_abstract(ref):
            return False
        if self._e.classes.subclasses(ref) and not self._e.files.calls_named(unit.name):
            return False
        return bool(self.shapes.own_fields(ref))

    def _is_carrier(self, ref: Ref) -> bool:
        name = snake(self._e.files.unit(ref).name).split("_")[-1]
        return (name in CARRIERS and name != "model") or name in WORKERS - {"mixin"}

    def _in_carrier_module(self, path: str) -> bool:
        *folders, file = path.split("/")
        stem = file[:-3]
        if stem in CARRIER_MODULES or stem.rpartition("_")[2] in CARRIER_MODULES:
            return True
        return bool(folders) and folders[-1] in CARRIER_MODULES and stem not in MODEL_MODULES

    def _has_unknown_base(self, ref: Ref) -> bool:
        """Whether a class derives from something that can't be told."""
        for owner, _ in self._e.classes.ancestry(ref):
            unit = self._e.files.unit(owner)
            if any(not self._e.value(owner, base) for base in unit.bases):
                return True
        return False

    def is_value(self, ref: Ref) -> bool:
        """Whether a class is a value object: by its module or base, or frozen, or a dataclass that nothing identifies."""
        record = self.shapes.record(ref)
        return self.is_named_value(ref) or (record is not None and (record.frozen or not self.shapes.identity(ref)))

    def is_named_value(self, ref: Ref) -> bool:
        """Whether a class is said to be a value object: by a base class or its module."""
        if VALUE_MODULES.intersection(ref[0][:-3].split("/")):
            return True
        return any(self._e.files.unit(owner).name in VALUE_BASES for owner, _ in self._e.classes.ancestry(ref))

    def is_entity(self, ref: Ref) -> bool:
        """Whether a class is an entity: it has an identity and is no value object."""
        return not self.is_value(ref) and bool(self.shapes.identity(ref))

    def is_named_entity(self, ref: Ref) -> bool:
        """Whether a class is said to be an entity: by a base class or its module."""
        parts = ref[0][:-3].split("/")
        if ENTITY_MODULES.intersection(parts[-2:]) or parts[-1].endswith(("_entities", "_entity")):
            return True
        return any(self._e.files.unit(owner).name in ENTITY_BASES for owner, _ in self._e.classes.ancestry(ref)[1:])

    def holds_collaborator(self, ref: Ref) -> bool:
        """Whether an object holds something that works for it: an interface, a service, a clock, a function."""
        for field in self.shapes.fields(ref).values():
            for held in self.shapes.held(field):
                word = snake(self._e.files.unit(held).name).rpartition("_")[2]
                if word in WORKERS | COLLABORATORS or self.shapes.is_abstract(held):
                    return True
        return False

    def carries_rules(self) -> bool:
        """Whether most of the project's mapped classes have behaviour, so that they are its domain; never where a layer is."""
        if self._carries is None:
            models = [
                ref
                for ref in self._e.models.all_models()
                if not self.shapes.is_abstract(ref) and not self._project.roles(ref[0]).test
            ]
            active = [ref for ref in models if self.shapes.behaviour(ref)]
            self._carries = not self.has_layer() and len(models) >= 3 and 2 * len(active) > len(models)
        return self._carries

    def holders(self, ref: Ref) -> list[Ref]:
        """The domain objects with behaviour of their own that hold an object of a class, or several, in a field."""
        if self._held is None:
            self._held = {}
            for holder in self.objects():
                if not self.shapes.behaviour(holder):
                    continue
                for field in self.shapes.fields(holder).values():
                    for held in self.shapes.held(field):
                        self._held.setdefault(held, []).append(holder)
        return [holder for holder in self._held.get(ref, []) if holder != ref]

    def is_subject(self, ref: Ref) -> bool:
        """Whether a class's instances are what the project is about: domain objects, or persisted ones where there is no domain layer."""
        if self.has_layer():
            return self._project.layers.of(ref[0]) == DOMAIN and self.is_object(ref)
        return self._e.models.framework(ref) is not None or ref in self.stored()

    def is_in_subject(self, where: Ref) -> bool:
        """Whether a function is a method of such a class, of one that it shares, or of its serializer."""
        path, number = where
        units = self._project.files[path].units
        while (number := units[number].parent) > 0:
            if units[number].kind == "class":
                bases = self._e.classes.external_bases((path, number))
                if self.is_subject((path, number)) or SCHEMA_BASES.intersection(bases):
                    return True
        return False

    def has_layer(self) -> bool:
        """Whether the project has a domain layer with objects in it."""
        return bool(self.objects())

    def has_identities(self) -> bool:
        """Whether the domain layer holds a class with an identity, or the configuration says which it is."""
        if self._identities is None:
            settings = self._project.settings
            configured = bool(settings.domain_packages) or DOMAIN in settings.layers
            self._identities = configured or any(self.shapes.identity(ref) for ref in self.classes())
        return self._identities

    def stored(self) -> frozenset[Ref]:
        """The classes that are not mapped, but that repositories are parametrised with or give back, and what those hold."""
        if self._stored is None:
            found: set[Ref] = set()
            for path, facts in self._project.files.items():
                if self._project.layers.of(path) != REPOSITORY or self._project.roles(path).test:
                    continue
                for number, unit in enumerate(facts.units):
                    if unit.kind == "class":
                        for _, bindings in self._e.classes.ancestry((path, number))[1:]:
                            found.update(
                                value.ref for _, values in bindings for value in values if isinstance(value, Inst)
                            )
                    elif unit.kind == "function" and unit.returns >= 0:
                        given = type_expressions.annotated(self._e, (path, number), unit.returns)
                        found.update(self.shapes.instances(given))
                        arguments = (argument for value in given if isinstance(value, Inst) for argument in value.args)
                        found.update(
                            value.ref for argument in arguments for value in argument if isinstance(value, Inst)
                        )
            self._stored = frozenset(self._with_parts(found))
        return self._stored

    def _with_parts(self, found: set[Ref]) -> set[Ref]:
        """Classes outside of the repositories, and the schemas and dataclasses that their fields hold."""
        pending = [ref for ref in found if self._project.layers.of(ref[0]) != REPOSITORY]
        whole: set[Ref] = set()
        while pending:
            ref = pending.pop()
            if (
                ref in whole
                or self.shapes.is_abstract(ref)
                or snake(self._e.files.unit(ref).name).rpartition("_")[2] in WORKERS
            ):
                continue
            whole.add(ref)
            for field in self.shapes.own_fields(ref).values():
                pending += (held for held in self.shapes.held(field) if self._is_data(held))
        return whole

    def _is_data(self, ref: Ref) -> bool:
        return self.shapes.record(ref) is not None or bool(
            SCHEMA_BASES.intersection(self._e.classes.external_bases(ref))
        )

    def keeps(self, where: Ref) -> bool:
        """Whether a function belongs to the objects of the domain: a method of one, or something that only makes, maps or stores them."""
        path, number = where
        units = self._project.files[path].units
        names = [path.rpartition("/")[2][:-3]]
        while number > 0:
            if (
                units[number].kind == "class"
                and self._project.layers.of(path) == DOMAIN
                and self.is_object((path, number))
            ):
                return True
            names.append(units[number].name)
            number = units[number].parent
        return self._project.layers.of(path) in (REPOSITORY, INFRASTRUCTURE) or any(
            snake(name).split("_")[-1].removesuffix("s") in MAKERS or is_serialiser(name) for name in names
        )
