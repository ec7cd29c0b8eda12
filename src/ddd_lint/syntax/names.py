"""Which names a module's imports bind → qualified names."""

from __future__ import annotations

import libcst as cst


def dotted(node: cst.CSTNode | None) -> str | None:
    """`a.b.c` for names and attributes of names, else None."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    parts.append(node.value)
    return ".".join(reversed(parts))


def import_targets(node: cst.Import | cst.ImportFrom) -> list[tuple[str, str, cst.CSTNode]]:
    """(bound name, qualified name, node of the bound name) of each name that an import binds.

    Relative modules keep their leading dots; `from m import *` binds nothing and is left out.
    """
    bound: list[tuple[str, str, cst.CSTNode]] = []
    if isinstance(node, cst.Import):
        for alias in node.names:
            target = dotted(alias.name) or ""
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                bound.append((alias.asname.name.value, target, alias.asname.name))
            else:
                root = target.split(".")[0]
                bound.append((root, root, alias.name))
        return bound
    if isinstance(node.names, cst.ImportStar):
        return bound
    module = "." * len(node.relative) + (dotted(node.module) or "")
    for alias in node.names:
        name = dotted(alias.name) or ""
        joined = module + name if module.endswith(".") else f"{module}.{name}"
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            bound.append((alias.asname.name.value, joined, alias.asname.name))
        else:
            bound.append((name, joined, alias.name))
    return bound


class ImportTable:
    """Bound name → qualified name for every import of a module, function-level ones included.

    Grows while the module is walked: an import counts from where it stands on. Relative imports keep their dots.
    """

    def __init__(self) -> None:
        self._bound: dict[str, str] = {}

    def add(self, node: cst.Import | cst.ImportFrom) -> None:
        """Record what an import statement binds."""
        for name, target, _ in import_targets(node):
            self._bound[name] = target

    def qualify(self, node: cst.CSTNode | None) -> str | None:
        """The qualified name of a name or attribute chain; a name that no import binds stands for itself."""
        name = dotted(node)
        if name is None:
            return None
        root, dot, rest = name.partition(".")
        return self._bound.get(root, root) + dot + rest
