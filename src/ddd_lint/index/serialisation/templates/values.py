"""What an expression of a template gives."""

from __future__ import annotations

import msgspec

from ddd_lint.index.serialisation.rendering import Place
from ddd_lint.index.values import UNKNOWN, Inst, Lib, Lit, Row, Seq, Tup, Values, union


class Loop(msgspec.Struct, frozen=True):
    """A loop of a template: where its rows come from, None where its items are no rows themselves."""

    row: Row | None


class Seen(msgspec.Struct, frozen=True):
    """What an expression gives.

    loop: the loop whose item it was read from, None for what is the same for all items. relation: the row and the name of its relation to
    many whose rows these are, as long as nothing was filtered. certain: whether it is a literal and can be nothing else.
    """

    values: Values = UNKNOWN
    loop: Loop | None = None
    relation: tuple[Inst, str] | None = None
    certain: bool = False

    def can_be(self, wanted: bool) -> bool:
        """Whether this may count as true, or as false."""
        return not self.certain or any(isinstance(v, Lit) and bool(v.value) == wanted for v in self.values)


NOTHING = Seen()
Names = dict[str, Seen]
_LITERALS = {str(value): Seen((Lit(value),), certain=True) for value in (True, False, None)}


def named(names: Names, name: str) -> Seen:
    """What a name means: one of the context, or a literal."""
    return names.get(name) or _LITERALS.get(name, NOTHING)


def alone(value: Inst) -> Inst:
    """A row as one of its own query's: the object whose related rows a loop goes over is then the same for all of them."""
    if value.row is None or not value.row.via:
        return value
    return Inst(value.ref, value.args, msgspec.structs.replace(value.row, via="", root=None))


def behind(row: Row, way: Row | None) -> Row:
    """A row that was reached from one that stood `alone`, told from the query that led there."""
    if way is None or not way.via or origin(row) != origin(way):
        return row
    return msgspec.structs.replace(row, via=f"{way.via}.{row.via}" if row.via else way.via, root=way.root)


def all_behind(values: Values, way: Row | None) -> Values:
    """Values that were reached so, as far as they are rows."""
    if way is None or not way.via:
        return values
    return tuple(
        Inst(v.ref, v.args, behind(v.row, way))
        if isinstance(v, Inst) and v.row is not None
        else msgspec.structs.replace(v, item=all_behind(v.item, way))
        if isinstance(v, Lib | Seq)
        else v
        for v in values
    )


def origin(row: Row) -> Place:
    """The place of the query that a row comes from."""
    return row.path, row.line, row.column


def entry(value: Seq, name: str) -> Values:
    """A mapping's entry; or its items, for what goes over them."""
    named = [values for key, values in value.fields if key == name]
    if not named and name in ("items", "values", "keys"):
        return sequence(value, name)
    return union(named) if named else value.at((Lit(name),))


def sequence(value: Seq, name: str) -> Values:
    """What calling a container's method without arguments gives."""
    if name == "items":
        return (Seq("list", (Tup((value.key, value.item)),)),)
    if name in ("values", "keys"):
        return (Seq("list", value.item if name == "values" else value.key),)
    return (value,)


def fields(values: Values) -> dict[str, Values]:
    """What the keys of mappings lead to."""
    return {name: inner for v in values if isinstance(v, Seq) for name, inner in v.fields}
