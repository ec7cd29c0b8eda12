"""Look-up tables over the facts of all files: what each unit binds, which classes and calls bear a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple, TypeVar

from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Bind, Call, Def, FileFacts, Import, Ins, Name, Param, SetAttr, SetItem, Unit

_I = TypeVar("_I", bound=Ins)
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
        self._packages: set[str] | None = None
        self._positions: dict[Ref, defaultdict[type[Ins], list[int]]] = {}

    def unit(self, ref: Ref) -> Unit:
        """The unit of a reference."""
        return self.facts[ref[0]].units[ref[1]]

    def positions(self, ref: Ref, kind: type[Ins]) -> list[int]:
        """Where instructions of a class stand in a unit, in order."""
        return self.by_kind(ref).get(kind, _NONE)

    def positions_among(self, ref: Ref, *kinds: type[Ins]) -> list[int]:
        """Where instructions of any of these classes stand in a unit, in order."""
        return sorted(position for kind in kinds for position in self.positions(ref, kind))

    def each(self, ref: Ref, kind: type[_I]) -> list[_I]:
        """The instructions of a class in a unit, in order."""
        code = self.facts[ref[0]].units[ref[1]].code
        return [code[at] for at in self.positions(ref, kind)]  # type: ignore[misc, arg-type]

    def by_kind(self, ref: Ref) -> Mapping[type[Ins], list[int]]:
        """The positions of a unit's instructions by their class, in order."""
        table = self._positions.get(ref)
        if table is None:
            table = self._positions[ref] = defaultdict(list)
            for position, ins in enumerate(self.facts[ref[0]].units[ref[1]].code):
                table[ins.__class__].append(position)
        return table

    def binds(self, ref: Ref) -> Mapping[str, list[tuple[int, int]]]:
        """Name → (unit, instruction) of each binding in a unit, `global` ones of functions counted to the module."""
        path, number = ref
        tables = self._binds.get(path)
        if tables is None:
            units = self.facts[path].units
            tables = self._binds[path] = [{} for _ in units]
            for index, unit in enumerate(units):
                code, own = unit.code, tables[index]
                for position in self.positions((path, index), Bind):
                    ins = code[position]
                    table = own
                    if ins.scope:  # type: ignore[union-attr]
                        table = tables[0 if ins.scope == "global" else unit.parent]  # type: ignore[union-attr]
                    table.setdefault(ins.name, []).append((index, position))  # type: ignore[union-attr]
        return tables[number]

    def packages(self) -> Set[str]:
        """The first names of all absolute imports of the project."""
        if self._packages is None:
            self._packages = {
                ins.target.partition(":")[0].partition(".")[0]
                for path, facts in self.facts.items()
                for number in range(len(facts.units))
                for ins in self.each((path, number), Import)
            }
        return self._packages

    def stars(self, path: str) -> tuple[str, ...]:
        """The modules that a file imports everything from."""
        found = self._stars.get(path)
        if found is None:
            code = self.facts[path].units[0].code
            imports = (code[at].target for at in self.positions((path, 0), Import))  # type: ignore[union-attr]
            found = tuple(target[:-2] for target in imports if target.endswith(":*"))
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
            for position in self.positions(ref, SetAttr):
                ins = unit.code[position]
                if ins.base == unit.header:  # type: ignore[union-attr]
                    found.setdefault(ins.name, []).append(position)  # type: ignore[union-attr]
            self._attributes[ref] = found
        return found

    def calls_named(self, name: str) -> list[tuple[Ref, int]]:
        """Every call whose callee's last name this is: (unit, instruction)."""
        return self._named().calls.get(name, [])

    def calls_among(self, names: Iterable[str]) -> list[tuple[Ref, int]]:
        """Every call whose callee's last name is one of these, by file and place."""
        return sorted(site for name in names for site in self._named().calls.get(name, ()))

    def classes_named(self, name: str) -> list[Ref]:
        """Every class of the project with this name."""
        return self._named().classes.get(name, [])

    def classes(self) -> list[Ref]:
        """Every class of the project, by file and place."""
        return self._named().all_classes

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
            self._names = _Names(self, self._forwards)
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

    def __init__(self, files: Files, forwards: Mapping[str, int]) -> None:
        self._forwards = forwards
        self.forwarded: dict[str, list[tuple[Ref, int]]] = {}
        self.set_attributes: dict[str, list[tuple[Ref, int]]] = {}
        self.annotated: dict[str, list[tuple[Ref, int]]] = {}
        self.decorated_members: set[str] = set()
        self.calls_of_calls: list[tuple[Ref, int]] = []
        self.calls: dict[str, list[tuple[Ref, int]]] = {}
        self.classes: dict[str, list[Ref]] = {}
        self.all_classes: list[Ref] = []
        self.decorated: dict[str, list[tuple[Ref, int]]] = {}
        self.stores: dict[str, list[tuple[Ref, Store]]] = {}
        self.local_stores: dict[Ref, dict[int, list[Store]]] = {}
        for path, facts in files.facts.items():
            for index, unit in enumerate(facts.units):
                ref = (path, index)
                self._add(facts, ref, unit, files.by_kind(ref))

    def _add(self, facts: FileFacts, ref: Ref, unit: Unit, by_kind: Mapping[type[Ins], list[int]]) -> None:
        code = unit.code
        if unit.kind == "class":
            self.all_classes.append(ref)
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
        for position in by_kind.get(Call, ()):
            ins = code[position]
            assert isinstance(ins, Call)
            callee = code[ins.func]
            kind = callee.__class__
            name = callee.name if kind is Attr or kind is Name else _last_name(facts, unit, ins.func)  # type: ignore[union-attr]
            if kind is Call:
                self.calls_of_calls.append((ref, position))
            if name:
                self.calls.setdefault(name, []).append((ref, position))
                if name in self._forwards:
                    self._forward(facts, ref, position, ins)
                if name in _STORING and kind is Attr:
                    self._store(facts, ref, unit, _stored(callee.base, name, ins))  # type: ignore[union-attr]
        for position in by_kind.get(SetAttr, ()):
            assigned = code[position]
            if not assigned.operator:  # type: ignore[union-attr]
                self.set_attributes.setdefault(assigned.name, []).append((ref, position))  # type: ignore[union-attr]
        for position in by_kind.get(SetItem, ()):
            item = code[position]
            assert isinstance(item, SetItem)
            if not item.operator:
                self._store(facts, ref, unit, Store(item.base, item.key, item.value, False))

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
