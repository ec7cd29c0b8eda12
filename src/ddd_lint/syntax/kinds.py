"""What the walks ask of every node, looked up by its type."""

from __future__ import annotations

import libcst as cst

from ddd_lint.syntax.children import syntax_fields


class _Kinds(dict[type, bool]):
    """Type → whether its values are nodes. LibCST's nodes are abstract base classes, whose `isinstance` is slow."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = found = issubclass(kind, cst.CSTNode)
        return found


IS_NODE = _Kinds()


class _Fields(dict[type[cst.CSTNode], tuple[str, ...]]):
    """Type → its fields that hold syntax, in reverse order of the text: as a stack wants them."""

    def __missing__(self, kind: type[cst.CSTNode]) -> tuple[str, ...]:
        self[kind] = found = syntax_fields(kind)[::-1]
        return found


BACKWARDS = _Fields()
