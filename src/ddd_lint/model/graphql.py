"""What a GraphQL schema declares, as plain data: its types with the fields that lead to others."""

from __future__ import annotations

import msgspec

GRAPHQL = "graphql"
"""The dialect of schemas, among those of templates."""


class SchemaField(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A field: the name of the type that it gives, and whether several objects of it."""

    name: str
    type: str
    many: bool


class SchemaType(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An object or interface type, or what an extension adds to one."""

    name: str
    fields: tuple[SchemaField, ...]
