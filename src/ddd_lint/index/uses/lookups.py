"""Conditions written as Django look-ups: `filter(owner__email__iexact=…)`, `Q(…) | ~Q(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks import columns as types
from ddd_lint.frameworks import filters as known
from ddd_lint.index.schema.schema import Schema
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.sources import Made, Source, Sources
from ddd_lint.index.uses.conditions import Clause, Condition, one
from ddd_lint.index.uses.expressions import Expressions
from ddd_lint.index.values import Inst, Ref
from ddd_lint.model.facts import Attr, Call, Collection, Op

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 8


class Lookups:
    """Reads look-ups against a model."""

    def __init__(self, project: ProjectIndex, expressions: Expressions) -> None:
        self._e = project.evaluator
        self._schema: Schema = project.schema
        self._sources: Sources = project.schema.sources
        self._expressions = expressions

    def arguments(
        self, model: Ref, arguments: list[tuple[str, Source]], place: Place, *, negated: bool
    ) -> list[Clause]:
        """The clauses of a call's arguments: `Q` objects by position, look-ups by keyword."""
        found: list[Clause] = []
        for keyword, argument in arguments:
            if keyword:
                if keyword not in known.NOT_LOOKUPS:
                    found += self.lookup(model, keyword, argument, place, negated=negated)
            else:
                found += self.clauses(model, argument, place, negated=negated)
        return found

    def clauses(self, model: Ref, source: Source, place: Place, *, negated: bool, depth: int = 0) -> list[Clause]:
        """The clauses of a `Q` expression."""
        if depth > _MAX_DEPTH:
            return []
        parts = [self._of(model, origin, place, negated, depth) for origin in self._sources.origins(source)]
        return parts[0] if len(parts) == 1 else self._either(parts)

    @staticmethod
    def _either(alternatives: list[list[Clause]]) -> list[Clause]:
        branches = tuple(
            tuple(condition for clause in part for branch in clause for condition in branch) for part in alternatives
        )
        return [branches] if any(branches) else []

    def _of(self, model: Ref, source: Source, place: Place, negated: bool, depth: int) -> list[Clause]:
        code = self._sources.code(source)

        def inner(part: Source, turned: bool = False) -> list[Clause]:
            return self.clauses(model, part, place, negated=negated ^ turned, depth=depth + 1)

        if isinstance(code, Op):
            parts = [Source(source.frame, operand) for operand in code.operands]
            if code.operator in ("&", "&=", "and"):
                return [clause for part in parts for clause in inner(part)]
            if code.operator in ("|", "|=", "or"):
                return self._either([inner(part) for part in parts])
            return inner(parts[0], turned=True) if code.operator == "invert" else []
        if isinstance(code, Collection):
            # `complex_filter({"email": …})`.
            return [
                clause
                for path, value in self._sources.pairs(source)
                for clause in self.lookup(model, path, value, place, negated=negated)
            ]
        if isinstance(code, Call):
            for made in self._sources.made(source):
                if made.last == "Q":
                    return self._q(
                        model, made, Place(source.frame.ref[0], code.line, code.column, len(made.last)), negated, depth
                    )
        return []

    def _q(self, model: Ref, made: Made, place: Place, negated: bool, depth: int) -> list[Clause]:
        clauses: list[list[Clause]] = []
        options = {keyword: argument for keyword, argument in made.arguments if keyword in ("_connector", "_negated")}
        negated ^= self._sources.true(options.get("_negated"))
        connector = next(iter(self._sources.texts(options["_connector"])), "OR") if "_connector" in options else "AND"
        for keyword, argument in made.arguments:
            if keyword in options:
                continue
            if keyword:
                clauses.append(self.lookup(model, keyword, argument, place, negated=negated))
                continue
            pair = self._sources.items(argument)
            names = self._sources.texts(pair[0]) if len(pair) == 2 else []
            if names:
                clauses += [self.lookup(model, name, pair[1], place, negated=negated) for name in names]
            else:
                clauses.append(self.clauses(model, argument, place, negated=negated, depth=depth + 1))
        if connector != "AND":
            return self._either(clauses)
        return [clause for part in clauses for clause in part]

    # -- one look-up -------------------------------------------------------------------------------------------------

    def lookup(
        self, model: Ref, path: str, value: Source | None, place: Place, *, negated: bool = False
    ) -> list[Clause]:
        """The clause of one look-up such as `owner__email__iexact`; none for a name that is no field (an annotation)."""
        table, ref, rest = self._schema.of_class(model), model, path.split("__")
        while table is not None:
            part, *rest = rest
            column = self._column(table, part)
            field = self._e.models.field(ref, part)
            relation = field is not None and field.kind != "column"
            if column is not None and (
                not relation or not rest or rest[0] in known.LOOKUPS or self._is_key(column, rest)
            ):
                return self._on_column(table, column, rest, path, value, place, negated)
            if field is None or not relation:
                return []
            if not rest or rest[0] in known.LOOKUPS or rest[0] in ("id", "pk"):
                # A many-to-many or reverse relation: its rows are found by the other table's keys.
                null = bool(rest) and rest[-1] == "isnull"
                return [] if null else [one(Condition(None, part, known.EQUALITY, place, path, indexed=not negated))]
            target = next((v.ref for v in field.target if isinstance(v, Inst)), None)
            if target is None:
                return self._elsewhere(rest, path, value, place, negated)
            table, ref = self._schema.of_class(target), target
        return []

    @staticmethod
    def _is_key(column: Column, rest: list[str]) -> bool:
        """Whether what follows a foreign key is only its target's own key."""
        return (
            column.references is not None and rest[0] in ("id", "pk") and (len(rest) == 1 or rest[1] in known.LOOKUPS)
        )

    def _elsewhere(self, rest: list[str], path: str, value: Source | None, place: Place, negated: bool) -> list[Clause]:
        """A column of a library's model: taken to have the index that it needs where it is compared with a value that varies."""
        kind = known.LOOKUPS.get(rest[-1], known.EQUALITY)
        varies = value is not None and not self._expressions.is_constant(value)
        return [
            one(
                Condition(
                    None,
                    rest[0],
                    kind,
                    place,
                    path,
                    indexed=kind in (known.EQUALITY, known.IN) and varies and not negated,
                )
            )
        ]

    @staticmethod
    def _column(table: Table, name: str) -> Column | None:
        if name == "pk":
            primary = next(
                (index.columns[0] for index in table.indexes if index.kind == "primary" and index.columns), "id"
            )
            return table.column(primary)
        return table.column(name)

    def _on_column(
        self,
        table: Table,
        column: Column,
        rest: list[str],
        path: str,
        value: Source | None,
        place: Place,
        negated: bool,
    ) -> list[Clause]:
        if column.references is not None and rest and rest[0] in ("id", "pk"):
            rest = rest[1:]
        kind, expression, key = known.EQUALITY, False, ""
        for part in rest:
            if column.type == types.JSON and part not in known.LOOKUPS:
                key = f"{key}.{part}" if key else part
            elif part in known.RANGED_TRANSFORMS and part == rest[-1]:
                kind = known.RANGE
            elif part in known.LOOKUPS and part == rest[-1]:
                kind = known.LOOKUPS[part]
                expression = expression or part == "iexact"
            elif part in known.TRANSFORMS:
                expression = True
        if kind == known.INFIX and rest[-1] == "contains" and column.type in (types.JSON, types.ARRAY):
            kind = known.CONTAINS
        if value is not None and self._expressions.is_null(value):
            kind = known.NULL
        if value is not None and kind == known.RANGE and self._expressions.is_switch(value):
            kind = known.NEGATED
        if key and kind in (known.EQUALITY, known.IN, known.RANGE, known.PREFIX):
            kind = known.KEY
        if negated and kind in known.TURNED:
            kind = known.NEGATED
        if value is not None and self._is_column(value):
            return []
        constant = value is not None and self._expressions.is_constant(value)
        return [one(Condition(table, column.name, kind, place, path, constant, expression=expression, key=key))]

    def order_names(self, source: Source) -> list[str]:
        """The look-up path of an ordering: `"-created"`, `F("created").desc()`."""
        code = self._sources.code(source)
        if isinstance(code, Call):
            callee = self._sources.unit(source).code[code.func]
            if isinstance(callee, Attr) and callee.name in ("desc", "asc"):
                return self.order_names(Source(source.frame, callee.base))
            for made in self._sources.made(source):
                if made.last in ("F", "OrderBy") and made.arguments:
                    return self.order_names(made.arguments[0][1])
            return []
        return [text.lstrip("-") for text in self._sources.texts(source) if text not in ("?", "")]

    def _is_column(self, source: Source) -> bool:
        """Whether the value is another column (`F("x")`, `OuterRef("pk")` apart, which is a value to its subquery)."""
        return isinstance(self._sources.code(source), Call) and any(
            made.last == "F" for made in self._sources.made(source)
        )
