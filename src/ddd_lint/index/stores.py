"""What containers hold besides what their displays show: `table[key] = value`, `found.append(value)`, wherever that is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ddd_lint.index.files import Store
from ddd_lint.index.values import UNKNOWN, Cls, Context, Inst, Mod, Ref, Seq, Values, mapping, union
from ddd_lint.model.facts import Attr, Import, Name

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_MAX_STORES = 60
_Found = Iterable[tuple[Ref, Store, Context | None]]


class Stores:
    """Adds to containers what the project puts into them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator

    def local(self, ref: Ref, index: int, values: Values, context: Context | None) -> Values:
        """A container that an instruction makes, with what its own unit puts into it."""
        stores = self._e.files.stores(ref).get(index)
        return self._filled(values, ((ref, store, context) for store in stores)) if stores else values

    def of_module(self, path: str, name: str, values: Values) -> Values:
        """A module's container with what functions, of any module, put into it."""
        stores = self._e.files.stores_named(name)
        if not stores or not self._wanted(stores, values):
            return values
        found = [(ref, store, None) for ref, store in stores if self._place(ref, store.base) == (path, name)]
        return self._filled(values, found)

    def of_attribute(self, owner: Ref, name: str, values: Values) -> Values:
        """The container that an attribute of a class or its instances holds, with what is put into it."""
        stores = self._e.files.stores_named(name)
        if not stores or not self._wanted(stores, values):
            return values
        return self._filled(
            values, [(ref, store, None) for ref, store in stores if self._belongs(ref, store.base, owner)]
        )

    def _wanted(self, stores: list[tuple[Ref, Store]], values: Values) -> bool:
        if not any(isinstance(v, Seq) for v in values):
            return False
        if len(stores) > _MAX_STORES:
            self._e.truncated += 1
            return False
        return True

    def _filled(self, values: Values, stores: _Found) -> Values:
        pairs: list[tuple[Values, Values]] = []
        spread: list[Values] = []
        for ref, store, context in stores:
            value = self._e.value(ref, store.value, context)
            if store.spread:
                spread.append(value)
            else:
                pairs.append((self._e.value(ref, store.key, context) if store.key >= 0 else UNKNOWN, value))
        return tuple(self._with(v, pairs, spread) if isinstance(v, Seq) else v for v in values)

    def _with(self, container: Seq, pairs: list[tuple[Values, Values]], spread: list[Values]) -> Seq:
        if container.kind == "dict":
            merged = (v for values in spread for v in values if isinstance(v, Seq))
            return mapping(pairs, (container, *merged))
        items = [value for _, value in pairs]
        return Seq(container.kind, union([container.item, *items, *(self._e.iterate(values) for values in spread)]))

    def _place(self, ref: Ref, base: int) -> tuple[str, str] | None:
        """The module and name of the module's variable that an instruction reads."""
        path, number = ref
        units = self._e.files.facts[path].units
        ins = units[number].code[base]
        if isinstance(ins, Attr):
            owners = self._e.value(ref, ins.base)
            return next(((owner.path, ins.name) for owner in owners if isinstance(owner, Mod)), None)
        if isinstance(ins, Import):
            return self._imported(ins, path)
        if not isinstance(ins, Name):
            return None
        while number > 0:
            number = units[number].parent
            if number > 0 and ins.name in self._e.files.binds((path, number)):
                return None
        for _, at in self._e.files.binds((path, 0)).get(ins.name, ()):
            value = getattr(units[0].code[at], "value", -1)
            bound = units[0].code[value] if value >= 0 else None
            if isinstance(bound, Import):
                return self._imported(bound, path)
        return path, ins.name

    def _imported(self, ins: Import, importer: str) -> tuple[str, str] | None:
        module, _, name = ins.target.partition(":")
        located = self._e.modules.locate(module, importer)
        return None if located is None or located[1] else (located[0], name)

    def _belongs(self, ref: Ref, base: int, owner: Ref) -> bool:
        """Whether an instruction reads an attribute of a class, of what derives from it, or of a base of it."""
        ins = self._e.files.unit(ref).code[base]
        if not isinstance(ins, Attr):
            return False
        return any(
            isinstance(v, Inst | Cls)
            and (self._e.classes.derives(v.ref, owner) or self._e.classes.derives(owner, v.ref))
            for v in self._e.value(ref, ins.base)
        )
