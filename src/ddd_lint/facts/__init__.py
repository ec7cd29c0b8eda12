"""Tree → facts: what other files may need to know of a file, extracted once."""

from __future__ import annotations

import libcst as cst

from ddd_lint.facts import expressions, statements
from ddd_lint.facts.builder import Lowering
from ddd_lint.facts.suppressions import extract as extract_suppressions
from ddd_lint.facts.template_names import template_names
from ddd_lint.model.facts import Bind, Collection, Const, FileFacts, Op, Unit
from ddd_lint.syntax.positions import Positions

__all__ = ["extract"]

_TABLES = (expressions, statements)  # imported for the lowering functions they register


def extract(path: str, text: str, module: cst.Module, positions: Positions | None = None) -> FileFacts:
    """The facts of one parsed file.

    `path` is relative to the project root with `/`; `module` must be parsed from `text`.
    """
    units = Lowering(positions or Positions(module, text)).run(module)
    return FileFacts(path, units, _exports(units[0]), extract_suppressions(text), template_names(text))


def _exports(module: Unit) -> tuple[str, ...] | None:
    """The names in the module's `__all__`, None where it has none that can be read."""
    found: list[str] | None = None
    for ins in module.code:
        if isinstance(ins, Bind) and ins.name == "__all__" and ins.value >= 0:
            value = module.code[ins.value]
            if isinstance(value, Op) and value.operator == "+=":
                value = module.code[value.operands[1]]
                items = list(found or ())
            else:
                items = []
            if isinstance(value, Collection):
                consts = (module.code[item] for item in value.items)
                found = items + [c.value for c in consts if isinstance(c, Const) and isinstance(c.value, str)]
    return None if found is None else tuple(found)
