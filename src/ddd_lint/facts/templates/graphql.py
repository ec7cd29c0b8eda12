"""A GraphQL schema's text → its types, by the parser of graphql-core."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLSyntaxError, parse
from graphql.language import (
    DocumentNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    TypeNode,
)

from ddd_lint.facts.templates.text import UnparsableError
from ddd_lint.model.graphql import GRAPHQL, SchemaField, SchemaType
from ddd_lint.model.templates import TemplateFacts


def extract(path: str, text: str) -> TemplateFacts:
    """The facts of a schema's text; of one that is cut off, those of what it holds whole.

    Raises:
        UnparsableError: it is no schema.
    """
    try:
        document = parse(text, no_location=True)
    except GraphQLSyntaxError as error:
        whole = text.rpartition("\n}")[0]
        if not whole or text.endswith("\n}"):
            raise UnparsableError(str(error)) from error
        return extract(path, f"{whole}\n}}")
    return TemplateFacts(path, GRAPHQL, "", (), tuple(_types(document)))


def _types(document: DocumentNode) -> Iterator[SchemaType]:
    for node in document.definitions:
        if isinstance(
            node,
            ObjectTypeDefinitionNode
            | ObjectTypeExtensionNode
            | InterfaceTypeDefinitionNode
            | InterfaceTypeExtensionNode,
        ):
            yield SchemaType(node.name.value, tuple(_field(field) for field in node.fields or ()))


def _field(node: FieldDefinitionNode) -> SchemaField:
    kind: TypeNode = node.type
    many = False
    while isinstance(kind, NonNullTypeNode | ListTypeNode):
        many = many or isinstance(kind, ListTypeNode)
        kind = kind.type
    assert isinstance(kind, NamedTypeNode)
    return SchemaField(node.name.value, kind.name.value, many)
