"""What renders rows of a database for an answer: serializers, schemas, response models, admin lists; and what their fields read of a row.

Names are qualified ones, or the last part of such a name where other libraries' classes end in it too.
"""

from __future__ import annotations

# -- Django REST framework ---------------------------------------------------------------------------------------------

SERIALIZER = "Serializer"
"""How the names of the bases of serializers end; `ModelSerializer` those that make fields of the model's own."""
MODEL_SERIALIZER = "ModelSerializer"
REST = "rest_framework."

METHOD_FIELDS = frozenset({"SerializerMethodField", "MethodField"})
METHOD_ARGUMENTS = ("method_name", "method")
SOURCE_ARGUMENTS = ("source", "attr")
"""What REST framework and serpy call a method field, the name of its method, and the attribute that a field reads."""
TEXT_FIELDS = frozenset({"StringRelatedField", "SlugRelatedField"})
"""Fields that read the related object itself, not only its key."""
KEY_FIELDS = frozenset({"PrimaryKeyRelatedField", "HyperlinkedRelatedField"})
"""Fields that need no more than the key: a query only for relations to many."""
EVERY_FIELD = "__all__"
FIELDS_READ = frozenset({"to_representation", "fields", "_readable_fields", "get_fields"})
"""What a `to_representation` of a serializer's own reads, if it comes to the declared fields at all."""

LIST_VIEWS = frozenset(
    {
        "rest_framework.mixins.ListModelMixin", "rest_framework.viewsets.ModelViewSet", "rest_framework.viewsets.ReadOnlyModelViewSet",
        "rest_framework.generics.ListAPIView", "rest_framework.generics.ListCreateAPIView",
    }
)  # fmt: skip
"""Views that answer with a serialized list of their queryset."""
LIST_ACTIONS = {"action": "list", "method": "GET"}
"""What a view's attributes are while it lists."""

# -- marshmallow -------------------------------------------------------------------------------------------------------

NESTED_FIELDS = frozenset({"marshmallow.fields.Nested", "marshmallow.fields.Pluck"})
SCHEMA_METHODS = frozenset({"dump", "dumps"})
WRAPPING_FIELDS = frozenset({"marshmallow.fields.List"})

# -- pydantic ----------------------------------------------------------------------------------------------------------

VALIDATING = frozenset({"model_validate", "from_orm", "parse_obj", "validate", "from_attributes"})
"""Class methods that read an object's attributes."""
PYDANTIC = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "ninja.Schema"})
RESPONSE_MODEL = "response_model"

# -- Django's admin ----------------------------------------------------------------------------------------------------

ADMIN = "ModelAdmin"
"""How the names of the bases of admin classes end."""
ADMIN_PACKAGE = "admin"

# -- GraphQL -----------------------------------------------------------------------------------------------------------

GRAPHENE_TYPES = frozenset(
    {
        "graphene.ObjectType", "graphene.types.objecttype.ObjectType", "graphene_django.DjangoObjectType",
        "graphene_django.types.DjangoObjectType", "graphene_sqlalchemy.SQLAlchemyObjectType", "graphene.Interface",
        "graphene_sqlalchemy.types.SQLAlchemyObjectType",
    }
)  # fmt: skip
RESOLVER_PREFIX = "resolve_"
ROOTS = ("Query", "Mutation", "Mutations", "Queries", "Subscription", "Subscriptions")
"""How the names of root types end: what they resolve is asked for once a request."""
STRAWBERRY_TYPES = frozenset(
    {
        "strawberry.type", "strawberry.interface", "strawberry_django.type", "strawberry.django.type", "strawberry.federation.type",
        "strawberry_django.interface", "strawberry_sqlalchemy_mapper.StrawberrySQLAlchemyMapper.type",
        "strawberry_sqlalchemy_mapper.mapper.StrawberrySQLAlchemyMapper.type",
    }
)  # fmt: skip
STRAWBERRY_FIELDS = frozenset(
    {"strawberry.field", "strawberry_django.field", "strawberry.django.field", "strawberry.federation.field"}
)
LIST_TYPES = frozenset(
    {"List", "ConnectionField", "DjangoConnectionField", "DjangoFilterConnectionField", "DjangoListField", "Connection"}
)
"""Fields of graphene that hold several objects of the type they are given."""
GRAPHENE_DJANGO = frozenset({"graphene_django.DjangoObjectType", "graphene_django.types.DjangoObjectType"})
"""Types that give the fields of their model, relations too, as attributes of the row."""
EVERY_ROW = frozenset({"DjangoListField", "DjangoConnectionField", "DjangoFilterConnectionField"})
"""Fields that list the rows of their type's model where no resolver does."""
LOADED_BY_MAPPER = "strawberry_sqlalchemy_mapper."
"""Types whose relations a data loader of the library loads."""
OPTIMIZERS = frozenset(
    {
        "strawberry_django.optimizer.DjangoOptimizerExtension", "strawberry_django_plus.optimizer.DjangoOptimizerExtension",
        "graphene_django_optimizer", "query_optimizer",
    }
)  # fmt: skip
"""What loads, with the rows, the relations that the fields of a request read: a module or class that is imported."""
HINTS = frozenset({"only", "select_related", "prefetch_related", "annotate"})
"""Keywords and calls by which a field tells an optimizer what it reads."""
HINTING = frozenset({"resolver_hints", "ManuallyOptimizedField"})
SCHEMA_OBJECTS = {
    "ariadne.QueryType": "Query",
    "ariadne.MutationType": "Mutation",
    "ariadne.SubscriptionType": "Subscription",
}
"""Objects that resolvers of a root type are bound to; those of other types are named by their first argument."""
FALLBACKS = frozenset({"snake_case_fallback_resolvers", "fallback_resolvers"})
