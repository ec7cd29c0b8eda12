"""What the arguments of an index or constraint stand for: column names in order, expressions over them, a partial index's condition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks import columns as known
from ddd_lint.index.schema.tables import Index
from ddd_lint.index.sources import Made, Source, Sources
from ddd_lint.index.values import Lib
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Const, Op, Subscript

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_ORDERINGS = frozenset({"desc", "asc", "nullsfirst", "nullslast", "nulls_first", "nulls_last"})
_NOT_NULL = re.compile(r"^\W*(?:\w+\.)*\W*(\w+)\W*\s+IS\s+NOT\s+NULL\W*$", re.IGNORECASE)
_PLAIN = re.compile(
    r'^\s*"?(\w+)"?(?:\s+\w+_ops)?(?:\s+(?:ASC|DESC))?(?:\s+NULLS\s+(?:FIRST|LAST))?\s*$', re.IGNORECASE
)
_WORD = re.compile(r"\b[a-z_]\w*\b(?!\s*\()", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']|'')*'")


class Key(msgspec.Struct, frozen=True):
    """One part of an index: a column's name, or ("" as the name) the columns inside an expression."""

    name: str
    inside: tuple[str, ...] = ()
    operators: str = ""


def of_sql(text: str) -> Key:
    """A key written in SQL: `user_id DESC`, `lower(name)`, `name gin_trgm_ops`."""
    operators = re.search(r"\b(\w+_ops)\b", text)
    found = operators[1].lower() if operators else ""
    plain = _PLAIN.match(text)
    if plain:
        return Key(plain[1], operators=found)
    words = (word for word in _WORD.findall(_LITERAL.sub("", text)) if not word.lower().endswith("_ops"))
    return Key("", tuple(words), found)


class Keys:
    """Reads the arguments of SQLAlchemy's `Index(…)`, `UniqueConstraint(…)` and the like."""

    def __init__(self, evaluator: Evaluator, sources: Sources) -> None:
        self._e = evaluator
        self._sources = sources

    def local_names(self, source: Source) -> Mapping[int, str]:
        """Instruction → the name that it is bound to in the body of its unit."""
        found: dict[int, str] = {}
        for position, ins in enumerate(self._sources.unit(source).code):
            if isinstance(ins, Bind):
                found[position] = ins.name
                if ins.value >= 0:
                    found.setdefault(ins.value, ins.name)
        return found

    def key(self, source: Source) -> Key:
        """What one argument of an index stands for."""
        code = self._sources.code(source)
        if isinstance(code, Const):
            return Key(code.value) if isinstance(code.value, str) else Key("")
        name = self._column_name(source)
        if name:
            return Key(name)
        if not isinstance(code, Call | Op | Subscript):
            texts = self._sources.texts(source)
            if texts:
                return Key(texts[0])
        if isinstance(code, Call):
            callee = self._sources.unit(source).code[code.func]
            last = callee.name if isinstance(callee, Attr) else ""
            if last in _ORDERINGS and isinstance(callee, Attr) and not code.args:
                return self.key(Source(source.frame, callee.base))
            for made in self._sources.made(source):
                if made.last in ("text", "literal_column"):
                    return next((of_sql(text) for text in self._sources.texts(made.argument(0, "text"))), Key(""))
                if made.last in _ORDERINGS and made.arguments:
                    return self.key(made.arguments[0][1])
        return Key("", tuple(self._inside(source)))

    def _column_name(self, source: Source) -> str:
        code = self._sources.code(source)
        if isinstance(code, Attr):
            base = self._sources.unit(source).code[code.base]
            return "" if isinstance(base, Subscript | Call) else code.name
        if isinstance(code, Bind):
            return code.name
        if isinstance(code, Call):
            made = self._sources.made(source)
            if any(call.last in known.COLUMNS or call.last in known.COLUMN_WRAPPERS for call in made):
                return self.local_names(source).get(source.ins, "")
        for value in self._e.value(source.frame.ref, source.ins, source.frame.context):
            if isinstance(value, Lib) and value.kind == "sqlalchemy.Column":
                return next(iter(value.loaded), "")
        return ""

    def _inside(self, source: Source, depth: int = 0) -> list[str]:
        """The columns that an expression is over."""
        if depth > 6:
            return []
        code = self._sources.code(source)
        if isinstance(code, Const):
            return []
        if isinstance(code, Attr) and not self._column_name(source):
            return self._inside(Source(source.frame, code.base), depth + 1)
        if isinstance(code, Attr) and depth and not self._is_column(source):
            return self._inside(Source(source.frame, code.base), depth + 1)
        name = self._column_name(source)
        if name:
            return [name]
        parts: tuple[int, ...] = ()
        if isinstance(code, Call):
            callee = self._sources.unit(source).code[code.func]
            parts = (*code.args, *((callee.base,) if isinstance(callee, Attr) else ()))
        elif isinstance(code, Op):
            parts = code.operands
        elif isinstance(code, Subscript):
            parts = (code.base,)
        elif isinstance(code, Collection):
            parts = code.items
        return [name for part in parts for name in self._inside(Source(source.frame, part), depth + 1)]

    def _is_column(self, source: Source) -> bool:
        """Whether an attribute is a column: of a mapped class, or of a table (`users.c.email`)."""
        code = self._sources.code(source)
        base = self._sources.unit(source).code[code.base] if isinstance(code, Attr) else None
        if isinstance(base, Attr) and base.name in ("c", "columns"):
            return True
        values = self._e.value(source.frame.ref, source.ins, source.frame.context)
        return any(isinstance(value, Lib) and value.kind == "sqlalchemy.Column" for value in values)

    # -- whole indexes -----------------------------------------------------------------------------------------------

    def index(self, made: Made) -> Index | None:
        """The index that `Index(…)`, `UniqueConstraint(…)`, `PrimaryKeyConstraint(…)` or `ExcludeConstraint(…)` makes; None for no columns."""
        if made.last == known.INDEX:
            arguments, kind = (
                made.positional()[1:],
                "unique" if self._sources.true(made.argument(99, "unique")) else "index",
            )
        elif made.last in (known.UNIQUE_CONSTRAINT, known.PRIMARY_KEY_CONSTRAINT):
            arguments, kind = made.positional(), "unique" if made.last == known.UNIQUE_CONSTRAINT else "primary"
        else:
            keys = [self.key(items[0]) for part in made.positional() if (items := self._sources.items(part))]
            return make_index(keys, "index", "gist", partial=made.argument(99, "where") is not None)
        keys = [self.key(argument) for argument in arguments]
        method = next(iter(self._sources.texts(made.argument(99, "postgresql_using"))), "").lower()
        operators = self._operators(made.argument(99, "postgresql_ops"))
        condition = made.argument(99, "postgresql_where")
        first = keys[0].name if keys else ""
        return make_index(
            keys,
            kind,
            method,
            partial=condition is not None and not self._not_null(condition, first),
            operators=operators,
        )

    def _operators(self, source: Source | None) -> tuple[str, ...]:
        if source is None:
            return ()
        found: list[str] = []
        for origin in self._sources.origins(source):
            code = self._sources.code(origin)
            if isinstance(code, Collection) and code.kind == "dict":
                found += (text for item in code.items for text in self._sources.texts(Source(origin.frame, item)))
        return tuple(found)

    def _not_null(self, source: Source, column: str) -> bool:
        """Whether a condition is only that the column is not null."""
        unit = self._sources.unit(source)
        code = self._sources.code(source)
        if isinstance(code, Op) and code.operator in ("!=", "is not") and len(code.operands) == 2:
            right = unit.code[code.operands[1]]
            return (
                isinstance(right, Const)
                and right.value is None
                and self.key(Source(source.frame, code.operands[0])).name == column
            )
        if isinstance(code, Call):
            callee = unit.code[code.func]
            if isinstance(callee, Attr) and callee.name in ("isnot", "is_not"):
                return self.key(Source(source.frame, callee.base)).name == column
        texts = self._sources.texts(source)
        texts += (
            text
            for made in self._sources.made(source)
            if made.last == "text"
            for text in self._sources.texts(made.argument(0, "text"))
        )
        return any(not_null(text, column) for text in texts)


def not_null(condition: str, column: str) -> bool:
    """Whether a condition in SQL is only that the column is not null."""
    match = _NOT_NULL.match(condition)
    return match is not None and match[1] == column


def make_index(
    keys: list[Key], kind: str, method: str, *, partial: bool, operators: tuple[str, ...] = ()
) -> Index | None:
    """An index over keys; None for no keys."""
    if not keys:
        return None
    own = tuple(key.operators for key in keys if key.operators)
    expressions = tuple((number, key.inside) for number, key in enumerate(keys) if not key.name and key.inside)
    return Index(tuple(key.name for key in keys), kind, method, partial, expressions, (*operators, *own))
