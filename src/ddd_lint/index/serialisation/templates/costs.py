"""The costs of one page: what its loops ask the database for, once a query and thing asked for."""

from __future__ import annotations

import re

from ddd_lint.index.models import Field
from ddd_lint.index.serialisation.rendering import Cost, Hook, Place, Rendering
from ddd_lint.index.serialisation.templates.pages import Page
from ddd_lint.index.serialisation.templates.values import Seen, origin
from ddd_lint.index.values import Context, Inst, Lib

_WORD = re.compile(r"\w+")


class Costs:
    """Collects costs; what is the same for all items of a loop costs nothing here."""

    def __init__(self, rendering: Rendering, page: Page) -> None:
        self._r = rendering
        self._e = rendering.e
        self._page = page
        self.found: dict[tuple[Place, object], Hook] = {}

    def printed(self, seen: Seen, place: Place) -> None:
        """What making a text of an object asks for."""
        for value in seen.values:
            method = self._e.classes.method(value.ref, "__str__") if isinstance(value, Inst) else None
            if method is not None and seen.loop is not None:
                cost = self._r.function(method, Context(value))
                if cost is not None:
                    self.add(cost, seen, place)

    def consumed(self, seen: Seen, place: Place, text: str) -> None:
        """A queryset that is gone over, tested or printed."""
        for value in seen.values:
            if (
                isinstance(value, Lib)
                and self._e.tables.kinds[value.kind].consume is not None
                and seen.loop is not None
            ):
                self.query(text, place, seen, seen.relation, bypasses=value.kind.startswith("django.Bypassing"))

    def query(self, text: str, place: Place, seen: Seen, relation: tuple[Inst, str] | None, *, bypasses: bool) -> None:
        """A query of its own, or that of a relation to many."""
        if relation is not None:
            owner, name = relation
            field: Field | None = self._e.models.field(owner.ref, name)
            if field is not None and owner.row is not None:
                cost = Cost(f"{self._r.class_name(owner.ref)}.{name}", place, (owner.ref, field), owner.row)
                self.add(cost, seen)
                return
        self.add(Cost(text, place, bypasses=bypasses), seen)

    def _of_the_beginning(self, cost: Cost) -> bool:
        """Whether what is read is a relation of the object that the way to the row began at: one and the same for all rows."""
        row = cost.row
        if cost.relation is None or row is None or row.root != cost.relation[0] or row.parent is None:
            return False
        last = self._e.models.field(row.parent, row.via.rpartition(".")[2])
        return last is not None and self._r.project.relations.leads_back(row, last)

    def add(self, cost: Cost, seen: Seen, place: Place | None = None) -> None:
        """Keep a cost of a loop's row: by the query that the row comes from."""
        loop = seen.loop
        if loop is None:
            return
        row = cost.row or loop.row
        if row is None or row.single:
            return
        if not self._page.loaded.isdisjoint(_WORD.findall(cost.text)) or self._of_the_beginning(cost):
            return
        page = self._page
        at = origin(row) if row.path == page.place[0] else page.place
        key = (origin(row) if row.path else at, cost.relation[1].place if cost.relation is not None else cost.text)
        if key not in self.found:
            read = place or cost.place
            self.found[key] = Hook(read[0], at, 1, cost, page.place, page.feeding, read=read)
