"""What a class is made of: its fields, what identifies it, whether it is frozen, how it is compared, what its methods do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks.records import (
    CHANGING,
    CONSTRUCTORS,
    DATACLASSES,
    FIELD_MAKERS,
    IDENTITIES,
    ROOT_WORDS,
    SERIALISER_PREFIXES,
    SERIALISERS,
)  # fmt: skip
from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.values import Inst, Ref, Seq, Values
from ddd_lint.model.facts import (
    Assert,
    Attr,
    Bind,
    Call,
    Const,
    Def,
    Import,
    Jump,
    Name,
    Param,
    Raise,
    Return,
    SetAttr,
    SetItem,
    Subscript,
    Unit,
)  # fmt: skip

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Attribute(msgspec.Struct, frozen=True):
    """A field of a class: where it is declared, its annotation (an instruction of the declaring unit) and whether `__eq__` compares it."""

    name: str
    owner: Ref
    line: int
    column: int
    annotation: int
    value: int
    compared: bool | None
    """None where nothing is said of it."""


class Record(msgspec.Struct, frozen=True):
    """What a dataclass decorator makes of a class: `place` is its instruction in the class's unit."""

    frozen: bool
    compared: bool
    place: int


class Shapes:
    """Answers about the make of classes, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._fields: dict[Ref, dict[str, Attribute]] = {}
        self._records: dict[Ref, Record | None] = {}

    # -- dataclasses -------------------------------------------------------------------------------------------------

    def record(self, ref: Ref) -> Record | None:
        """What the class's own dataclass or attrs decorator says; None without one, and where a wrapper hides what it says."""
        if ref not in self._records:
            self._records[ref] = self._record(ref)
        return self._records[ref]

    def _record(self, ref: Ref) -> Record | None:
        unit = self._e.files.unit(ref)
        for position in unit.decorators:
            ins = unit.code[position]
            func = ins.func if isinstance(ins, Call) else position
            for name in transfer.qualified_names(self._e, ref, func):
                frozen = DATACLASSES.get(name)
                if frozen is None:
                    continue
                said = self._flags(ref, ins) if isinstance(ins, Call) else {}
                return Record(said.get("frozen", frozen), said.get("eq", said.get("cmp", True)), position)
        return None

    def _flags(self, ref: Ref, call: Call) -> dict[str, bool]:
        code = self._e.files.unit(ref).code
        found: dict[str, bool] = {}
        for keyword, argument in zip(call.names, call.args, strict=False):
            constant = code[argument]
            if isinstance(constant, Const) and isinstance(constant.value, bool):
                found[keyword] = constant.value
        return found

    # -- fields ------------------------------------------------------------------------------------------------------

    def own_fields(self, ref: Ref) -> dict[str, Attribute]:
        """The fields that a class declares itself: annotated or mapped ones, and what `__init__` sets on `self`."""
        known = self._fields.get(ref)
        if known is not None:
            return known
        unit = self._e.files.unit(ref)
        found: dict[str, Attribute] = {}
        mapped = self._e.models.own_fields(ref)
        for ins in unit.code[unit.header :]:
            if (
                not isinstance(ins, Bind)
                or ins.name.startswith("__")
                or (ins.value >= 0 and isinstance(unit.code[ins.value], Def | Import))
            ):
                continue
            if (ins.annotation >= 0 and not self._is_class_variable(ref, ins.annotation)) or ins.name in mapped:
                found[ins.name] = Attribute(
                    ins.name, ref, ins.line, ins.column, ins.annotation, ins.value, self._compared(ref, ins.value)
                )
        init = self._e.classes.methods(ref).get("__init__")
        if init is not None:
            inner = self._e.files.unit(init)
            for name, places in self._e.files.attributes(init).items():
                ins = inner.code[places[0]]
                assert isinstance(ins, SetAttr)
                found.setdefault(name, Attribute(name, init, ins.line, ins.column, ins.annotation, ins.value, None))
        self._fields[ref] = found
        return found

    def fields(self, ref: Ref) -> dict[str, Attribute]:
        """All fields of a class, those of its project bases first."""
        found: dict[str, Attribute] = {}
        for owner, _ in reversed(self._e.classes.ancestry(ref)):
            found.update(self.own_fields(owner))
        return found

    def names(self, ref: Ref) -> set[str]:
        """The names under which the state of an object is reached: its fields and properties."""
        found = set(self.fields(ref))
        for owner, _ in self._e.classes.ancestry(ref):
            found.update(
                name for name, method in self._e.classes.methods(owner).items() if self._e.classes.is_property(method)
            )
        return found

    def _is_class_variable(self, ref: Ref, annotation: int) -> bool:
        code = self._e.files.unit(ref).code
        ins = code[annotation]
        at = ins.base if isinstance(ins, Subscript) else annotation
        return any(name.endswith(".ClassVar") for name in transfer.qualified_names(self._e, ref, at))

    def _compared(self, ref: Ref, value: int) -> bool | None:
        code = self._e.files.unit(ref).code
        ins = code[value] if value >= 0 else None
        if not isinstance(ins, Call) or not FIELD_MAKERS.intersection(transfer.qualified_names(self._e, ref, ins.func)):
            return None
        said = self._flags(ref, ins)
        return said.get("compare", said.get("eq", said.get("cmp")))

    def held(self, field: Attribute) -> list[Ref]:
        """The project's classes of which a field holds an instance, by itself or in a collection."""
        if field.annotation >= 0:
            values = type_expressions.annotated(self._e, field.owner, field.annotation)
        else:
            values = self._e.value(field.owner, field.value)
        return list(dict.fromkeys(self.instances(values)))

    def instances(self, values: Values) -> Iterator[Ref]:
        """The classes of the instances among values, those in collections too."""
        for value in values:
            if isinstance(value, Inst):
                yield value.ref
            elif isinstance(value, Seq):
                yield from self.instances(value.item)

    def identity(self, ref: Ref) -> str:
        """The field or property that identifies an object of a class, "" if there is none."""
        name = self._e.files.unit(ref).name
        own = (f"{snake(name)}_id", f"{snake(name)}_uuid")
        fields = self.fields(ref)
        found = next((field for field in fields if field in IDENTITIES), "")
        if found or (found := next((field for field in fields if field.strip("_") in own), "")):
            return found
        for owner, _ in self._e.classes.ancestry(ref):
            methods = self._e.classes.methods(owner)
            found = next((method for method in ("id", "uuid", "pk", *own) if method in methods), "")
            if found and self._e.classes.is_property(methods[found]):
                return found
        if self._e.models.framework(ref) == "django":
            return "pk"
        return "id" if ref in self._e.models.imperative() else ""

    # -- methods -----------------------------------------------------------------------------------------------------

    def behaviour(self, ref: Ref) -> list[Ref]:
        """The methods of a class that do something: no dunders, (de)serialisers, plain accessors, nor what a root of all entities brings.

        A constructor that refuses bad values counts: it keeps a rule.
        """
        found: list[Ref] = []
        for owner, _ in self._e.classes.ancestry(ref):
            if owner != ref and self.is_root(owner):
                continue
            for name, method in self._e.classes.methods(owner).items():
                unit = self._e.files.unit(method)
                if name.startswith("__") and name.endswith("__"):
                    if name in CONSTRUCTORS and any(isinstance(ins, Raise | Assert) for ins in unit.code):
                        found.append(method)
                elif not is_serialiser(name) and not self._is_accessor(method, unit):
                    found.append(method)
        return found

    def mutators(self, ref: Ref) -> list[Ref]:
        """The methods that change the object after it was made."""
        found: list[Ref] = []
        for owner, _ in self._e.classes.ancestry(ref):
            for name, method in self._e.classes.methods(owner).items():
                if name not in CONSTRUCTORS and self._changes(method):
                    found.append(method)
        return found

    def _changes(self, method: Ref) -> bool:
        """Whether a method assigns to `self`, or calls something that changes what `self` holds."""
        unit = self._e.files.unit(method)
        if self._e.files.attributes(method):
            return True
        for ins in unit.code:
            callee = unit.code[ins.func] if isinstance(ins, Call) else None
            if isinstance(callee, Attr) and callee.name in CHANGING:
                held = unit.code[callee.base]
                if isinstance(held, Attr) and held.base == unit.header:
                    return True
            if isinstance(ins, SetItem) and isinstance(held := unit.code[ins.base], Attr) and held.base == unit.header:
                return True
        return False

    def is_root(self, ref: Ref) -> bool:
        """Whether a class is a base of all entities by its name (`AggregateRoot`, `BaseEntity`, `TimestampMixin`)."""
        words = snake(self._e.files.unit(ref).name).split("_")
        return words[-1] in ROOT_WORDS or words[0] in ("base", "abstract")

    def _is_accessor(self, method: Ref, unit: Unit) -> bool:
        """Whether a method only gives or takes a field's value."""
        body = unit.code[unit.header + len(unit.params) :]
        writes = [ins for ins in body if isinstance(ins, SetAttr)]
        if not writes:
            return len(unit.params) == 1 and all(isinstance(ins, Attr | Return | Const | Jump | Name) for ins in body)
        setter = unit.name.startswith(("set_", "update_", "change_")) or any(
            name.endswith(".setter") for name in self._setters(method)
        )
        return (
            setter
            and len(writes) == 1
            and isinstance(unit.code[writes[0].value], Param)
            and all(isinstance(ins, SetAttr | Attr | Return | Const | Jump | Param) for ins in body)
        )

    def _setters(self, method: Ref) -> list[str]:
        unit = self._e.files.unit(method)
        decorators = (unit.code[position] for position in unit.decorators)
        return [f".{ins.name}" for ins in decorators if isinstance(ins, Attr)]

    def is_abstract(self, ref: Ref) -> bool:
        """Whether a class is only derived from: a protocol, one with abstract methods, or marked as abstract for its mapper."""
        classes = self._e.classes
        if classes.is_protocol(ref):
            return True
        unit = self._e.files.unit(ref)
        for ins in unit.code[unit.header :]:
            if isinstance(ins, Bind) and ins.name == "__abstract__":
                return True
        for number in self._e.files.children(ref):
            inner = self._e.files.facts[ref[0]].units[number]
            if inner.kind == "class" and inner.name == "Meta":
                binds = [
                    ins for ins in inner.code if isinstance(ins, Bind) and ins.name == "abstract" and ins.value >= 0
                ]
                if any(isinstance(value := inner.code[bind.value], Const) and value.value is True for bind in binds):
                    return True
        return any("abc.abstractmethod" in classes.decorators(method) for method in classes.methods(ref).values())


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """`PurchaseOrderHeader` → `purchase_order_header`, `HTTPError` → `http_error`."""
    return "_".join(word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name))


def is_serialiser(name: str) -> bool:
    """Whether a method's name says that it only changes an object's form."""
    name = name.lstrip("_")
    return name in SERIALISERS or name.startswith(SERIALISER_PREFIXES)
