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
    VALUE_BASES,
    VALUE_MODULES,
    WORKERS,
)  # fmt: skip
from ddd_lint.index.aggregates import Aggregates
from ddd_lint.index.changes import Changes
from ddd_lint.index.shapes import Shapes, is_serialiser, snake
from ddd_lint.index.values import Ref

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
        self._classes: list[Ref] | None = None
        self._objects: list[Ref] | None = None
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
        """Whether most of the project's mapped classes have behaviour, so that they are its domain where no package is called so."""
        if self._carries is None:
            models = [
                ref
                for ref in self._e.models.all_models()
                if not self.shapes.is_abstract(ref) and not self._project.roles(ref[0]).test
            ]
            active = [ref for ref in models if self.shapes.behaviour(ref)]
            self._carries = len(models) >= 3 and 2 * len(active) > len(models)
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
