"""The types of a GraphQL schema, whichever library declares them."""

from __future__ import annotations

import msgspec

from ddd_lint.index.serialisation.rendering import Place
from ddd_lint.index.values import Ref

Key = Ref | str
"""A type: its class, or its name in a schema's text."""


class GraphField(msgspec.Struct, frozen=True):
    """A field: the type that it gives, whether several objects of it, and what gives them.

    resolver: the function; where there is none, an attribute of one of the names is read (of none: nothing is known), or, with `every`,
    all rows of the type's model. told: whether an optimizer is told what the resolver reads. place: where the field is declared.
    """

    name: str
    target: Key | None
    many: bool
    place: Place
    resolver: Ref | None = None
    attributes: tuple[str, ...] = ()
    every: bool = False
    told: bool = False


class GraphType(msgspec.Struct, frozen=True):
    """A type: its fields, whether it is a root, asked for once a request, and the model whose rows are its objects, where it names one."""

    key: Key
    name: str
    fields: tuple[GraphField, ...]
    is_root: bool
    model: Ref | None = None
