"""Look-up tables over the facts of all files: what each unit binds, which classes and calls bear a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Bind, Call, Def, FileFacts, Import, Ins, Name, Param, SetAttr, SetItem, Unit

_NONE: list[int] = []


class Files:
    """All units of the project, with tables built once when first asked for."""

    def __init__(self, files: Mapping[str, FileFacts], forwards: Mapping[str, int]) -> None:
        self.facts = files
        self._forwards = forwards
        self._binds: dict[str, list[dict[str, list[tuple[int, int]]]]] = {}
        self._attributes: dict[Ref, dict[str, list[int]]] = {}
        self._stars: dict[str, tuple[str, ...]] = {}
        self._children: dict[str, list[list[int]]] = {}
        self._names: _Names | None = None
        self._positions: dict[Ref, dict[type[Ins], list[int]]] = {}

    def unit(self, ref: Ref) -> Unit:
        """The unit of a reference."""
        return self.facts[ref[0]].units[ref[1]]

    def positions(self, ref: Ref, kind: type[Ins]) -> list[int]:
        """Where instructions of a class stand in a unit, in order."""
        table = self._positions.get(ref)
        if table is None:
            table = self._positions[ref] = {}
            for position, ins in enumerate(self.unit(ref).code):
                table.setdefault(ins.__class__, []).append(position)
        return table.get(kind, _NONE)

    def binds(self, ref: Ref) -> Mapping[str, list[tuple[int, int]]]:
        """Name → (unit, instruction) of each binding in a unit, `global` ones of functions counted to the module."""
        path, number = ref
        tables = self._binds.get(path)
        if tables is None:
            units = self.facts[path].units
            tables = self._binds[path] = [{} for _ in units]
            for index, unit in enumerate(units):
                for position, ins in enumerate(unit.code):
                    if ins.__class__ is Bind:
                        owner = index
                        if ins.scope:
                            owner = 0 if ins.scope == "global" else unit.parent
                        tables[owner].setdefault(ins.name, []).append((index, position))
        return tables[number]

    def stars(self, path: str) -> tuple[str, ...]:
        """The modules that a file imports everything from."""
        found = self._stars.get(path)
        if found is None:
            code = self.facts[path].units[0].code
            found = tuple(ins.target[:-2] for ins in code if isinstance(ins, Import) and ins.target.endswith(":*"))
            self._stars[path] = found
        return found

    def children(self, ref: Ref) -> list[int]:
        """Numbers of the units directly inside a unit."""
        table = self._children.get(ref[0])
        if table is None:
            units = self.facts[ref[0]].units
            table = self._children[ref[0]] = [[] for _ in units]
            for index, unit in enumerate(units):
                if unit.parent >= 0:
                    table[unit.parent].append(index)
        return table[ref[1]]

    def attributes(self, ref: Ref) -> Mapping[str, list[int]]:
        """Attribute → positions of the `SetAttr`s of a function that set it on the first parameter."""
        found = self._attributes.get(ref)
        if found is None:
            unit = self.unit(ref)
            found = {}
            for position, ins in enumerate(unit.code):
                if ins.__class__ is SetAttr and ins.base == unit.header:
                    found.setdefault(ins.name, []).append(position)
            self._attributes[ref] = found
        return found

    def calls_named(self, name: str) -> list[tuple[Ref, int]]:
        """Every call whose callee's last name this is: (unit, instruction)."""
        return self._named().calls.get(name, [])

    def classes_named(self, name: str) -> list[Ref]:
        """Every class of the project with this name."""
        return self._named().classes.get(name, [])

    def decorated_by(self, name: str) -> list[tuple[Ref, int]]:
        """Every unit with a decorator whose last name this is (its callee's, if it is called): (unit, the decorator's instruction)."""
        return self._named().decorated.get(name, [])

    def is_decorated_member(self, name: str) -> bool:
        """Whether any class of the project has a decorated function of this name, as every property is."""
        return name in self._named().decorated_members

    def forwarded_named(self, name: str) -> list[tuple[Ref, int]]:
        """Every call that is passed what this name stands for, to call it: (unit, instruction)."""
        return self._named().forwarded.get(name, [])

    def annotated_parameters(self, name: str) -> list[tuple[Ref, int]]:
        """Every annotation of a parameter of this name: (unit, instruction)."""
        return self._named().annotated.get(name, [])

    def set_attributes(self, name: str) -> list[tuple[Ref, int]]:
        """Every assignment to an attribute of this name, of whatever object: (unit, instruction)."""
        return self._named().set_attributes.get(name, [])

    def calls_of_calls(self) -> list[tuple[Ref, int]]:
        """Every call of what another call gives: (unit, instruction)."""
        return self._named().calls_of_calls

    def stores_named(self, name: str) -> list[tuple[Ref, Store]]:
        """Everything that is put into a container which a name or attribute of this name stands for."""
        return self._named().stores.get(name, [])

    def stores(self, ref: Ref) -> Mapping[int, list[Store]]:
        """What a unit puts into containers, by the container's instruction."""
        return self._named().local_stores.get(ref, {})

    def _named(self) -> _Names:
        if self._names is None:
            self._names = _Names(self.facts, self._forwards)
        return self._names


class Store(NamedTuple):
    """One thing put into a container: instructions of the container, the key (-1 if there is none) and the value.

    With `spread` the value's items are put in.
    """

    base: int
    key: int
    value: int
    spread: bool


class _Names:
    """Tables by name over all code, made in one pass."""

    def __init__(self, files: Mapping[str, FileFacts], forwards: Mapping[str, int]) -> None:
        self._forwards = forwards
        self.forwarded: dict[str, list[tuple[Ref, int]]] = {}
        self.set_attributes: dict[str, list[tuple[Ref, int]]] = {}
        self.annotated: dict[str, list[tuple[Ref, int]]] = {}
        self.decorated_members: set[str] = set()
        self.calls_of_calls: list[tuple[Ref, int]] = []
        self.calls: dict[str, list[tuple[Ref, int]]] = {}
        self.classes: dict[str, list[Ref]] = {}
        self.decorated: dict[str, list[tuple[Ref, int]]] = {}
        self.stores: dict[str, list[tuple[Ref, Store]]] = {}
        self.local_stores: dict[Ref, dict[int, list[Store]]] = {}
        for path, facts in files.items():
            for index, unit in enumerate(facts.units):
                self._add(facts, (path, index), unit)

    def _add(self, facts: FileFacts, ref: Ref, unit: Unit) -> None:
        code = unit.code
        if unit.kind == "class":
            self.classes.setdefault(unit.name, []).append(ref)
        elif unit.decorators and facts.units[unit.parent].kind == "class":
            self.decorated_members.add(unit.name)
        for param in unit.params:
            if param.annotation >= 0:
                self.annotated.setdefault(param.name, []).append((ref, param.annotation))
        for position in unit.decorators:
            decorator = code[position]
            at = decorator.func if isinstance(decorator, Call) else position
            self.decorated.setdefault(_last_name(facts, unit, at), []).append((ref, position))
        for position, ins in enumerate(code):
            kind = ins.__class__
            if kind is Call:
                callee = code[ins.func]  # type: ignore[union-attr]
                name = _last_name(facts, unit, ins.func)  # type: ignore[union-attr]
                if callee.__class__ is Call:
                    self.calls_of_calls.append((ref, position))
                if name:
                    self.calls.setdefault(name, []).append((ref, position))
                if name in self._forwards:
                    self._forward(facts, ref, position, ins)  # type: ignore[arg-type]
                if name in _STORING and callee.__class__ is Attr:
                    self._store(facts, ref, unit, _stored(callee.base, name, ins))  # type: ignore[arg-type]
            elif kind is SetAttr and not ins.operator:  # type: ignore[union-attr]
                self.set_attributes.setdefault(ins.name, []).append((ref, position))  # type: ignore[union-attr]
            elif kind is SetItem and not ins.operator:  # type: ignore[union-attr]
                self._store(facts, ref, unit, Store(ins.base, ins.key, ins.value, False))  # type: ignore[union-attr, arg-type]

    def _forward(self, facts: FileFacts, ref: Ref, position: int, call: Call) -> None:
        unit = facts.units[ref[1]]
        number = self._forwards[_last_name(facts, unit, call.func)]
        if len(call.args) > number and not any(call.names[: number + 1]):
            self.forwarded.setdefault(_last_name(facts, unit, call.args[number]), []).append((ref, position))

    def _store(self, facts: FileFacts, ref: Ref, unit: Unit, store: Store | None) -> None:
        if store is None:
            return
        name = _last_name(facts, unit, store.base)
        if name:
            self.stores.setdefault(name, []).append((ref, store))
        else:
            bound = unit.code[store.base]
            # An annotated name stands for its binding, not for what it is bound to.
            base = bound.value if isinstance(bound, Bind) and bound.value >= 0 else store.base
            self.local_stores.setdefault(ref, {}).setdefault(base, []).append(store)


_STORING = frozenset({"append", "appendleft", "add", "insert", "setdefault", "extend", "extendleft", "update"})


def _stored(base: int, method: str, call: Call) -> Store | None:
    if any(call.names) or not call.args:
        return None
    if method in ("insert", "setdefault"):
        key = call.args[0] if method == "setdefault" else -1
        return Store(base, key, call.args[1], False) if len(call.args) == 2 else None
    return Store(base, -1, call.args[0], method in ("extend", "extendleft", "update"))


def _last_name(facts: FileFacts, unit: Unit, at: int) -> str:
    """The last name of what an instruction reads; "" for what has no name beyond its own unit."""
    ins = unit.code[at]
    kind = ins.__class__
    if kind is Attr or kind is Name:
        return ins.name  # type: ignore[union-attr]
    if kind is Import:
        return ins.target.replace(":", ".").rpartition(".")[2]  # type: ignore[union-attr]
    if kind is Def:
        return facts.units[ins.unit].name  # type: ignore[union-attr]
    return unit.params[ins.index].name if kind is Param else ""  # type: ignore[union-attr]
