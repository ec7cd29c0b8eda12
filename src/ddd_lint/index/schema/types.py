"""Column types of SQLAlchemy and SQLModel declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks import columns as known
from ddd_lint.index.sources import Source, Sources
from ddd_lint.index.values import Cls, Ext, ExtInst, Inst, Ref, Seq, Value
from ddd_lint.model.facts import Bind, Call

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator


def declared_type(e: Evaluator, sources: Sources, source: Source, depth: int = 0) -> tuple[str, int | None] | None:
    """The type that a column's argument (`String(80)`, `Integer`, a type decorator of the project) stands for; None if it is no type."""
    for origin in sources.origins(source):
        code = sources.code(origin)
        func, call = (code.func, True) if isinstance(code, Call) else (origin.ins, False)
        values = e.value(origin.frame.ref, func, origin.frame.context)
        for value in values:
            inner = _decorated(e, sources, value.ref, depth) if isinstance(value, Cls) and depth < 3 else None
            if inner is not None:
                return inner
        names = [value.name for value in values if isinstance(value, Ext)]
        # `db.String` of a `db` that can't be told.
        for name in names if values else sources.callees(origin.frame, func):
            found = known.SQL_TYPES.get(name.rpartition(".")[2])
            if found is not None:
                return found, _length(sources, origin) if call else None
    return None


def _length(sources: Sources, origin: Source) -> int | None:
    for keyword, argument in sources.arguments(origin):
        if keyword in ("", "length"):
            return next((value for value in sources.literals(argument) if isinstance(value, int)), None)
    return None


def _decorated(e: Evaluator, sources: Sources, ref: Ref, depth: int) -> tuple[str, int | None] | None:
    """A project's own type: what its `impl` is, or the library type that it derives from."""
    for owner, _ in e.classes.ancestry(ref):
        for _, at in e.files.binds(owner).get("impl", ()):
            bind = e.files.unit(owner).code[at]
            if isinstance(bind, Bind) and bind.value >= 0:
                return declared_type(e, sources, sources.at(owner, bind.value), depth + 1)
    for base in e.classes.external_bases(ref):
        found = known.SQL_TYPES.get(base.rpartition(".")[2])
        if found is not None:
            return found, None
    return (
        (known.OTHER, None)
        if any(base.endswith(known.TYPE_DECORATOR) for base in e.classes.external_bases(ref))
        else None
    )


def annotated_type(e: Evaluator, values: tuple[Value, ...]) -> str:
    """The type that an annotation (`Mapped[int]`, `str | None`) tells, "" where it tells none."""
    for value in values:
        if isinstance(value, ExtInst) and value.name.removeprefix("builtins.") in known.PYTHON_TYPES:
            return known.PYTHON_TYPES[value.name.removeprefix("builtins.")]
        if isinstance(value, Inst) and any(base.startswith("enum.") for base in e.classes.external_bases(value.ref)):
            return known.ENUM
        if isinstance(value, Seq):
            return known.JSON if value.kind == "dict" else known.ARRAY
    return ""
