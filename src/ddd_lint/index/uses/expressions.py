"""Conditions written as SQLAlchemy expressions: `User.email == email`, `and_(…)`, `Order.state.in_(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import columns as types
from ddd_lint.frameworks import filters as known
from ddd_lint.index.effects import text_of
from ddd_lint.index.schema.schema import Schema
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.sources import Source, Sources
from ddd_lint.index.uses.conditions import Clause, Condition, one
from ddd_lint.index.uses.names import last_name
from ddd_lint.index.values import Cls, Inst, Lib, Lit
from ddd_lint.model.facts import Attr, Call, Collection, Const, Format, Import, Name, Op, Subscript

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_MAX_DEPTH = 10
_ENUMS = (
    "enum.",
    "django.db.models.Choices",
    "django.db.models.TextChoices",
    "django.db.models.IntegerChoices",
    "django.db.models.enums.",
)


class Operand(msgspec.Struct, frozen=True):
    """A column as one side of a comparison; `expression` where a function is around it, `key` a key inside JSON.

    place: where the column is read; None where it comes from elsewhere, by a name.
    """

    table: Table
    column: Column
    place: Place | None
    expression: bool = False
    key: str = ""


class Expressions:
    """Reads condition expressions."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._schema: Schema = project.schema
        self._sources: Sources = project.schema.sources

    def clauses(self, source: Source, *, negated: bool = False, depth: int = 0) -> list[Clause]:
        """The clauses of an expression, all of which must hold."""
        if depth > _MAX_DEPTH:
            return []
        origins = self._sources.origins(source)
        if len(origins) == 1:
            return self._of(origins[0], negated, depth)
        return self._either([self._of(origin, negated, depth) for origin in origins])

    @staticmethod
    def _either(alternatives: list[list[Clause]]) -> list[Clause]:
        """One clause of alternatives; clauses inside an alternative are flattened."""
        branches = tuple(
            tuple(condition for clause in part for branch in clause for condition in branch) for part in alternatives
        )
        return [branches] if any(branches) else []

    def _of(self, source: Source, negated: bool, depth: int) -> list[Clause]:
        code, frame = self._sources.code(source), source.frame
        if isinstance(code, Op):
            parts = [Source(frame, operand) for operand in code.operands]
            if code.operator in ("&", "and", "&="):
                return self._together(parts, negated, depth)
            if code.operator in ("|", "or", "|="):
                return self._either([self.clauses(part, negated=negated, depth=depth + 1) for part in parts])
            if code.operator in ("invert", "not"):
                return self.clauses(parts[0], negated=not negated, depth=depth + 1)
            if code.operator in known.OPERATORS and len(parts) == 2:
                return self._comparison(source, parts[0], parts[1], known.OPERATORS[code.operator], negated)
            return []
        if isinstance(code, Call):
            return self._call(source, code, negated, depth)
        return []

    def _together(self, parts: list[Source], negated: bool, depth: int) -> list[Clause]:
        return [clause for part in parts for clause in self.clauses(part, negated=negated, depth=depth + 1)]

    def _call(self, source: Source, code: Call, negated: bool, depth: int) -> list[Clause]:
        unit, frame = self._sources.unit(source), source.frame
        callee = unit.code[code.func]
        name = last_name(unit.code[code.func])
        if name in known.AND or name in known.OR or name in known.NOT:
            arguments = [argument for keyword, argument in self._sources.arguments(source) if not keyword]
            if name in known.OR:
                return self._either(
                    [self.clauses(argument, negated=negated, depth=depth + 1) for argument in arguments]
                )
            return self._together(arguments, negated ^ (name in known.NOT), depth)
        if name in known.GEOMETRY_FUNCTIONS:
            operands = [operand for argument in code.args for operand in self.operands(Source(frame, argument))]
            return [one(self._condition(operand, known.GEOMETRY, source)) for operand in operands]
        if isinstance(callee, Call):
            return self._operator(source, code, callee, negated)
        if not isinstance(callee, Attr):
            return []
        base = Source(frame, callee.base)
        argument = Source(frame, code.args[0]) if code.args else None
        found: list[Clause] = []
        for operand in self.operands(base):
            kind = self._method_kind(operand, callee.name, argument)
            if kind:
                constant = argument is not None and self.is_constant(argument)
                found.append(one(self._condition(operand, self._turned(kind, negated), source, constant)))
        return found

    @staticmethod
    def _turned(kind: str, negated: bool) -> str:
        """A kind as it is under a negation."""
        return known.NEGATED if negated and kind in known.TURNED else kind

    def _operator(self, source: Source, code: Call, callee: Call, negated: bool) -> list[Clause]:
        """`column.op("@>")(value)`."""
        unit = self._sources.unit(source)
        inner = unit.code[callee.func]
        if not isinstance(inner, Attr) or inner.name not in ("op", "bool_op") or not callee.args:
            return []
        kinds = [
            kind
            for text in self._sources.texts(Source(source.frame, callee.args[0]))
            if (kind := known.SQL_OPERATORS.get(text))
        ]
        operands = self.operands(Source(source.frame, inner.base))
        return [
            one(self._condition(operand, self._turned(kind, negated), source)) for kind in kinds for operand in operands
        ]

    def _method_kind(self, operand: Operand, name: str, argument: Source | None) -> str:
        kind = operand.column.type
        if name in known.PATTERNS:
            wildcard = self.begins_with_wildcard(argument) if argument is not None else None
            return known.INFIX if wildcard else known.PATTERNS[name] if wildcard is False else ""
        if name in ("contains", "any"):
            inside = operand.key == "" and kind in (types.JSON, types.ARRAY)
            return (
                known.CONTAINS
                if inside
                else known.INFIX
                if name == "contains" and kind in (types.STRING, types.TEXT, "")
                else ""
            )
        return known.COLUMN_METHODS.get(name, "")

    def _is_relation(self, source: Source) -> bool:
        """Whether an expression is a relation of a class, compared with an object: its foreign key is."""
        values = self._e.value(source.frame.ref, source.ins, source.frame.context)
        return any(isinstance(value, Lib) and value.kind == "sqlalchemy.Relation" for value in values)

    def _comparison(self, source: Source, left: Source, right: Source, kind: str, negated: bool) -> list[Clause]:
        if kind == known.EQUALITY and not negated and not self.is_null(right) and self._is_relation(left):
            code = self._sources.code(left)
            place = Place(left.frame.ref[0], getattr(code, "line", 1), getattr(code, "column", 1))
            return [one(Condition(None, getattr(code, "name", ""), kind, place, "", indexed=True))]
        sides = [(self.operands(left), right), (self.operands(right), left)]
        both = bool(sides[0][0]) and bool(sides[1][0])
        if both:
            if kind != known.EQUALITY or negated or self._same_table(sides[0][0], sides[1][0]):
                return []
            kind = known.JOIN
        found: list[Clause] = []
        for operands, other in sides:
            for operand in operands:
                actual = kind
                if not both and self.is_null(other):
                    actual = known.NULL
                elif (kind == known.RANGE and self.is_switch(other)) or (
                    negated and kind in (known.EQUALITY, known.IN)
                ):
                    actual = known.NEGATED
                found.append(one(self._condition(operand, actual, source, not both and self.is_constant(other))))
        return found

    @staticmethod
    def _same_table(left: list[Operand], right: list[Operand]) -> bool:
        return bool({operand.table.place for operand in left} & {operand.table.place for operand in right})

    def _condition(self, operand: Operand, kind: str, source: Source, constant: bool = False) -> Condition:
        if operand.key and kind in (known.EQUALITY, known.IN, known.RANGE, known.PREFIX):
            kind = known.KEY
        written = text_of(self._sources.unit(source), source.ins) or operand.column.name
        code = self._sources.code(source)
        return Condition(
            operand.table,
            operand.column.name,
            kind,
            operand.place or Place(source.frame.ref[0], getattr(code, "line", 1), getattr(code, "column", 1)),
            written,
            constant,
            expression=operand.expression,
            key=operand.key,
        )

    # -- columns -----------------------------------------------------------------------------------------------------

    def operands(self, source: Source, depth: int = 0) -> list[Operand]:
        """The columns that one side of a comparison may be, seen through functions and JSON keys."""
        if source.ins < 0 or depth > 5:
            return []
        code, unit = self._sources.code(source), self._sources.unit(source)
        if isinstance(code, Const | Format | Collection):
            return []
        if isinstance(code, Attr):
            found = self._schema.columns(source)
            if found:
                place = Place(source.frame.ref[0], code.line, code.column, len(code.name))
                return [Operand(table, column, place) for table, column in found]
            if code.name in known.JSON_READS:
                return self.operands(Source(source.frame, code.base), depth + 1)
            return []
        if isinstance(code, Subscript):
            inner = self.operands(Source(source.frame, code.base), depth + 1)
            key = next((text for text in self._sources.texts(Source(source.frame, code.key))), "?")
            return [
                msgspec.structs.replace(operand, key=f"{operand.key}.{key}" if operand.key else key)
                for operand in inner
                if operand.column.type in (types.JSON, "") or operand.key
            ]
        if isinstance(code, Call):
            name = last_name(unit.code[code.func])
            callee = unit.code[code.func]
            if isinstance(callee, Attr) and (name in known.JSON_READS or name in known.TRANSPARENT) and not code.args:
                return self.operands(Source(source.frame, callee.base), depth + 1)
            if name in known.TRANSPARENT and code.args:
                return self.operands(Source(source.frame, code.args[0]), depth + 1)
            if name in known.EXPRESSIONS | known.SEARCH_FUNCTIONS:
                inner = [
                    operand
                    for argument in code.args
                    for operand in self.operands(Source(source.frame, argument), depth + 1)
                ]
                return [msgspec.structs.replace(operand, expression=True) for operand in inner]
            return []
        if isinstance(code, Op):
            return []
        origins = [origin for origin in self._sources.origins(source) if origin != source]
        return [operand for origin in origins for operand in self.operands(origin, depth + 1)] or self._valued(source)

    def _valued(self, source: Source) -> list[Operand]:
        """Columns that a value may be which is no column read here: a parameter, a name."""
        return [Operand(table, column, None) for table, column in self._schema.columns(source)]

    # -- what a column is compared with ------------------------------------------------------------------------------

    def is_constant(self, source: Source, depth: int = 0) -> bool:
        """Whether a value is a literal, a constant's name or a member of an enum, or a display of such."""
        code = self._sources.code(source)
        if isinstance(code, Const):
            return True
        if isinstance(code, Collection) and depth < 3:
            return all(self.is_constant(Source(source.frame, item), depth + 1) for item in code.items)
        if isinstance(code, Attr):
            if code.name in ("__name__", "__class__"):
                return True
            if code.name in ("value", "name") or code.name.isupper():
                return code.name.isupper() or self.is_constant(Source(source.frame, code.base), depth + 1)
            return any(
                self._is_enum(value) for value in self._e.value(source.frame.ref, code.base, source.frame.context)
            )
        if isinstance(code, Call):
            # The value of an admin's list filter is one of its own fixed choices.
            callee = self._sources.unit(source).code[code.func]
            return (
                isinstance(callee, Attr)
                and callee.name == "value"
                and self._is_list_filter(Source(source.frame, callee.base))
            )
        if isinstance(code, Name):
            return code.name.isupper()
        return isinstance(code, Import) and code.target.rpartition(":")[2].isupper()

    def _is_list_filter(self, source: Source) -> bool:
        values = self._e.value(source.frame.ref, source.ins, source.frame.context)
        bases = (
            base for value in values if isinstance(value, Inst) for base in self._e.classes.external_bases(value.ref)
        )
        return any(base.endswith("ListFilter") for base in bases)

    def is_null(self, source: Source) -> bool:
        """Whether a value is nothing but `None`; an attribute that is `None` at first is set elsewhere."""
        if isinstance(self._sources.code(source), Attr):
            return False
        values = self._sources.values(source)
        return bool(values) and all(isinstance(value, Lit) and value.value is None for value in values)

    def is_switch(self, source: Source) -> bool:
        """Whether a bound is 0 or 1, so that a range asks only whether there is anything at all."""
        literals = self._sources.literals(source)
        return bool(literals) and all(isinstance(value, int) and value in (0, 1) for value in literals)

    def _is_enum(self, value: object) -> bool:
        if not isinstance(value, Cls | Inst):
            return False
        return any(base.startswith(_ENUMS) for base in self._e.classes.external_bases(value.ref))

    def begins_with_wildcard(self, source: Source, depth: int = 0) -> bool | None:
        """Whether a pattern begins with `%` or `_`; None for one whose beginning can't be told."""
        for origin in self._sources.origins(source) if depth < 5 else ():
            code, unit = self._sources.code(origin), self._sources.unit(origin)
            if isinstance(code, Const):
                return isinstance(code.value, str) and code.value.startswith(("%", "_"))
            if isinstance(code, Format) and code.parts:
                return self.begins_with_wildcard(Source(origin.frame, code.parts[0]), depth + 1)
            if isinstance(code, Op) and code.operator in ("+", "%"):
                return self.begins_with_wildcard(Source(origin.frame, code.operands[0]), depth + 1)
            if isinstance(code, Call):
                callee = unit.code[code.func]
                if isinstance(callee, Attr) and callee.name in ("format", "lower", "upper", "join"):
                    return self.begins_with_wildcard(Source(origin.frame, callee.base), depth + 1)
        return None
