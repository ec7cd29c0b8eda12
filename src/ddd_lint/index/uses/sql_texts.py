"""Uses in plain SQL: `SELECT … FROM orders WHERE customer_id = :id ORDER BY created_at LIMIT 10`, where table and column stand plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import filters as known
from ddd_lint.index.schema.tables import Column, Place, Table
from ddd_lint.index.uses.conditions import Clause, Condition, Use, one, served
from ddd_lint.index.uses.names import last_name
from ddd_lint.index.uses.places import counted
from ddd_lint.model.facts import Call, Const

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_CALLS = frozenset(
    {
        "execute", "executemany", "exec_driver_sql", "text", "raw", "fetch", "fetchrow", "fetchval", "fetch_all", "fetch_one", "fetch_val",
        "scalar", "iterate", "execute_sql", "query",
    }
)  # fmt: skip
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_LITERAL = re.compile(r"'(?P<wildcard>[%_])?(?:[^']|'')*'")
_TABLE = re.compile(
    r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:ONLY\s+)?(?P<name>[A-Za-z_][\w.\"]*)(?:\s+(?:AS\s+)?(?!ON\b|WHERE\b|SET\b|JOIN\b|INNER\b|LEFT\b|RIGHT\b|CROSS\b|FULL\b"
    r"|USING\b|GROUP\b|ORDER\b|LIMIT\b|VALUES\b|RETURNING\b|HAVING\b|UNION\b|NATURAL\b)(?P<alias>[A-Za-z_]\w*))?",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"^\s*(?:WITH|SELECT|UPDATE|DELETE)\b", re.IGNORECASE)
_WHERE = re.compile(
    r"\bWHERE\b(?P<where>.*?)(?=\bGROUP\s+BY\b|\bORDER\s+BY\b|\bLIMIT\b|\bRETURNING\b|\bFOR\s+UPDATE\b|;|$)",
    re.IGNORECASE | re.DOTALL,
)
_ON = re.compile(
    r"\bON\b(?P<on>.*?)(?=\b(?:INNER|LEFT|RIGHT|FULL|CROSS)?\s*JOIN\b|\bWHERE\b|\bGROUP\s+BY\b|\bORDER\s+BY\b|\bLIMIT\b|;|$)",
    re.IGNORECASE | re.DOTALL,
)
_ORDER = re.compile(r"\bORDER\s+BY\s+(?P<column>[\w.\"]+)(?:\s+(?:ASC|DESC))?[^()]*?\bLIMIT\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"^[\s(]*(?P<column>[A-Za-z_\"][\w.\"]*)\s*(?P<operator>=|<>|!=|<=|>=|<|>|IN\b|NOT\s+IN\b|LIKE\b|ILIKE\b|BETWEEN\b|IS\b)\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {"=": known.EQUALITY, "IN": known.IN, "<": known.RANGE, ">": known.RANGE, "<=": known.RANGE, ">=": known.RANGE, "BETWEEN": known.RANGE,
          "IS": known.NULL}  # fmt: skip


class SqlTexts:
    """Finds uses in the SQL texts that the code hands to the database."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._schema = project.schema

    def uses(self) -> Iterator[Use]:
        """Every use, in file order."""
        files = self._project.evaluator.files
        for ref, at in files.calls_among(_CALLS):
            if not counted(self._project, ref[0]):
                continue
            unit = files.unit(ref)
            ins = unit.code[at]
            assert isinstance(ins, Call)
            name = last_name(unit.code[ins.func])
            if not ins.args or not name:
                continue
            first = unit.code[ins.args[0]]
            texts = (
                [first.value]
                if isinstance(first, Const)
                else self._schema.sources.texts(self._schema.sources.at(ref, ins.args[0]))
            )
            for text in texts:
                if isinstance(text, str) and _STATEMENT.match(text):
                    yield from self._of_text(text, Place(ref[0], ins.line, ins.column, len(name)))

    def _of_text(self, text: str, place: Place) -> Iterator[Use]:
        plain = _LITERAL.sub(lambda found: "'%'" if found["wildcard"] else "''", _COMMENT.sub(" ", text))
        tables = self._tables(plain)
        if not tables:
            return
        clauses: list[Clause] = []
        for match in _WHERE.finditer(plain):
            clauses += self._clauses(match["where"], tables, place)
        for match in _ON.finditer(plain):
            clauses += self._clauses(match["on"], tables, place)
        for number, clause in enumerate(clauses):
            others = [*clauses[:number], *clauses[number + 1 :]]
            for branch in clause:
                for condition in branch:
                    inside = tuple(other for other in branch if other is not condition)
                    beside = (*inside, *(other[0][0] for other in others if len(other) == 1 and len(other[0]) == 1))
                    yield Use(condition, beside, served(condition, inside, others))
        order = _ORDER.search(plain)
        found = self._column(order["column"], tables) if order is not None else None
        if found is not None:
            condition = Condition(found[0], found[1].name, known.ORDER, place, found[1].name)
            yield Use(
                condition,
                tuple(c[0][0] for c in clauses if len(c) == 1 and len(c[0]) == 1),
                served(condition, (), clauses),
            )

    def _tables(self, text: str) -> dict[str, Table | None]:
        """Table by name and alias; None for one that the project does not declare."""
        found: dict[str, Table | None] = {}
        for match in _TABLE.finditer(text):
            named = self._schema.named(match["name"])
            table = named[0] if len(named) == 1 else None
            bare = match["name"].replace('"', "").rpartition(".")[2].lower()
            found[bare] = table
            if match["alias"]:
                found[match["alias"].lower()] = table
        return found if any(found.values()) else {}

    def _column(self, name: str, tables: dict[str, Table | None]) -> tuple[Table, Column] | None:
        owner, _, bare = name.replace('"', "").rpartition(".")
        owner = owner.rpartition(".")[2].lower()
        if owner:
            table = tables.get(owner)
        else:
            distinct = {id(table): table for table in tables.values()}
            table = next(iter(distinct.values())) if len(distinct) == 1 else None
        column = table.column(bare) if table is not None else None
        return (table, column) if table is not None and column is not None else None

    def _clauses(self, text: str, tables: dict[str, Table | None], place: Place) -> list[Clause]:
        """The clauses of a condition in SQL; subqueries and what is not understood give none."""
        found: list[Clause] = []
        for part in _split(text, "AND"):
            alternatives = _split(_unwrapped(part), "OR")
            if len(alternatives) == 1:
                condition = self._condition(alternatives[0], tables, place)
                found += [one(condition)] if condition is not None else []
                continue
            branches = [self._clauses(alternative, tables, place) for alternative in alternatives]
            found.append(tuple(tuple(c for clause in branch for inner in clause for c in inner) for branch in branches))
        return found

    def _condition(self, text: str, tables: dict[str, Table | None], place: Place) -> Condition | None:
        match = _CONDITION.match(text)
        column = self._column(match["column"], tables) if match is not None else None
        if match is None or column is None:
            return None
        operator = re.sub(r"\s+", " ", match["operator"].upper())
        value = match["value"].strip(" ()\n\t")
        kind = _pattern(operator, value) if operator.lower() in known.PATTERNS else _KINDS.get(operator, known.NEGATED)
        if not kind:
            return None
        other = self._column(value, tables) if re.fullmatch(r"[A-Za-z_][\w.\"]*", value) else None
        condition = Condition(column[0], column[1].name, kind, place, column[1].name)
        if other is not None and kind == known.EQUALITY:
            return msgspec.structs.replace(condition, kind=known.JOIN)
        if kind == known.RANGE and value in ("0", "1"):
            return msgspec.structs.replace(condition, kind=known.NEGATED)
        constant = bool(re.fullmatch(r"'%?'|\d+(?:\.\d+)?|TRUE|FALSE|NULL", value, re.IGNORECASE))
        return msgspec.structs.replace(condition, constant=constant)


def _pattern(operator: str, value: str) -> str:
    """The kind of a `LIKE` or `ILIKE`, "" for a pattern whose beginning can't be told, or that no index serves."""
    if value.startswith("'%'"):
        return known.INFIX
    return known.PATTERNS[operator.lower()] if value.startswith("''") else ""


def _split(text: str, word: str) -> list[str]:
    """The parts of a condition between `AND` or `OR` outside brackets (the `AND` of a `BETWEEN` apart)."""
    parts, depth, start, between = [], 0, 0, False
    for match in re.finditer(r"[()]|\b\w+\b", text):
        token = match[0].upper()
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
        elif depth == 0 and token == "BETWEEN":
            between = True
        elif depth == 0 and token == word:
            if word == "AND" and between:
                between = False
                continue
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _unwrapped(text: str) -> str:
    """A condition without the brackets around the whole of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for at, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if depth == 0 and at < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text
