"""Functions and classes that a framework calls to inject what they give: the arguments of `Depends` and its like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.values import Cls, Ext, Fn, Inst, Ref
from ddd_lint.model.facts import Call

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Dependencies:
    """Answers about injected dependencies, computed when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._injected: frozenset[Ref] | None = None

    def is_injected(self, function: Ref) -> bool:
        """Whether the framework calls a function: by itself, or as the constructor of what is injected."""
        if self._injected is None:
            self._injected = frozenset(self._find())
        unit = self._e.files.unit(function)
        return function in self._injected or (
            unit.name in ("__init__", "__call__") and (function[0], unit.parent) in self._injected
        )

    def _find(self) -> Iterator[Ref]:
        for name in sorted({marker.rpartition(".")[2] for marker in self._e.tables.markers}):
            for where, at in self._e.files.calls_named(name):
                unit = self._e.files.unit(where)
                call = unit.code[at]
                assert isinstance(call, Call)
                if not any(
                    isinstance(value, Ext) and value.name in self._e.tables.markers
                    for value in self._e.value(where, call.func)
                ):
                    continue
                if call.args:
                    values = transfer.Site(self._e, where, at, call, None).values(0, "dependency", "use")
                    yield from (value.ref for value in values if isinstance(value, Fn | Cls | Inst))
                else:
                    # `service: Service = Depends()` injects what the annotation names.
                    for param in unit.params:
                        if param.default == at and param.annotation >= 0:
                            declared = type_expressions.annotated(self._e, where, param.annotation)
                            yield from (value.ref for value in declared if isinstance(value, Inst))
