"""Look-up tables over the facts of all files: what each unit binds, which classes and calls bear a name."""

from __future__ import annotations

from collections.abc import Mapping

from ddd_lint.index.values import Ref
from ddd_lint.model.facts import Attr, Bind, Call, FileFacts, Import, Name, SetAttr, Unit


class Files:
    """All units of the project, with tables built once when first asked for."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self.facts = files
        self._binds: dict[str, list[dict[str, list[tuple[int, int]]]]] = {}
        self._attributes: dict[Ref, dict[str, list[int]]] = {}
        self._stars: dict[str, tuple[str, ...]] = {}
        self._children: dict[str, list[list[int]]] = {}
        self._calls: dict[str, list[tuple[Ref, int]]] | None = None
        self._classes: dict[str, list[Ref]] | None = None

    def unit(self, ref: Ref) -> Unit:
        """The unit of a reference."""
        return self.facts[ref[0]].units[ref[1]]

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
        if self._calls is None:
            calls: dict[str, list[tuple[Ref, int]]] = {}
            for path, facts in self.facts.items():
                for index, unit in enumerate(facts.units):
                    code = unit.code
                    for position, ins in enumerate(code):
                        if ins.__class__ is Call:
                            callee = code[ins.func]
                            if callee.__class__ is Attr or callee.__class__ is Name:
                                calls.setdefault(callee.name, []).append(((path, index), position))
                            elif callee.__class__ is Import:
                                last = callee.target.rpartition(":")[2]
                                calls.setdefault(last, []).append(((path, index), position))
            self._calls = calls
        return self._calls.get(name, [])

    def classes_named(self, name: str) -> list[Ref]:
        """Every class of the project with this name."""
        if self._classes is None:
            classes: dict[str, list[Ref]] = {}
            for path, facts in self.facts.items():
                for index, unit in enumerate(facts.units):
                    if unit.kind == "class":
                        classes.setdefault(unit.name, []).append((path, index))
            self._classes = classes
        return self._classes.get(name, [])
