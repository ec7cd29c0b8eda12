"""Statements that define the database's objects: `CREATE TABLE`, `DROP SCHEMA`. Making one an item is the purpose, and no bulk form exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ddd_lint.index.values import Ext, Lit
from ddd_lint.model.facts import Attr, Call, Const, Format, Op

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator
    from ddd_lint.index.values import Context, Ref

DEFINING = frozenset(
    {
        "CreateSchema",
        "CreateTable",
        "CreateIndex",
        "CreateSequence",
        "DropSchema",
        "DropTable",
        "DropIndex",
        "DropSequence",
    }
)
"""SQLAlchemy's statements by their names."""
_TEXT = re.compile(r"\s*(create|drop|alter)\b", re.IGNORECASE)


def defines(e: Evaluator, ref: Ref, statement: int, context: Context | None) -> bool:
    """Whether a statement, built or given as text that may be put together, defines an object of the database."""
    unit = e.files.unit(ref)
    at = statement
    while True:
        code = unit.code[at]
        if isinstance(code, Call):
            callee = unit.code[code.func]
            if any(
                isinstance(v, Ext) and v.name.startswith("sqlalchemy.") and v.name.rpartition(".")[2] in DEFINING
                for v in e.value(ref, code.func, context)
            ):
                return True
            if isinstance(callee, Attr) and callee.name == "format":
                at = callee.base
            elif code.args:
                at = code.args[0]
            else:
                return False
        elif isinstance(code, Format) and code.parts:
            at = code.parts[0]
        elif isinstance(code, Op) and code.operator in ("+", "%"):
            at = code.operands[0]
        elif isinstance(code, Const):
            return isinstance(code.value, str) and _TEXT.match(code.value) is not None
        else:
            return any(
                isinstance(v, Lit) and isinstance(v.value, str) and _TEXT.match(v.value) is not None
                for v in e.value(ref, at, context)
            )
