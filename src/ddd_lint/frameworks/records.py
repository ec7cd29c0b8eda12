"""Classes that hold data: what makes them, which bases say what they are for, and what people call them."""

from __future__ import annotations

DATACLASSES = {
    "dataclasses.dataclass": False, "pydantic.dataclasses.dataclass": False,
    "attr.s": False, "attr.attrs": False, "attr.attributes": False, "attr.dataclass": False, "attr.define": False, "attr.mutable": False,
    "attrs.define": False, "attrs.mutable": False, "attr.frozen": True, "attrs.frozen": True,
    "sqlalchemy.orm.registry.mapped_as_dataclass": False,
}  # fmt: skip
"""Decorators that write `__init__` and `__eq__` from a class's annotated fields → whether they freeze it."""

FIELD_MAKERS = frozenset(
    {
        "dataclasses.field",
        "attr.ib",
        "attr.attrib",
        "attr.field",
        "attrs.field",
        "pydantic.Field",
        "pydantic.fields.Field",
    }
)
"""Functions that describe one field; `compare=` or `eq=` says whether it takes part in `__eq__`."""

SCHEMA_BASES = frozenset(
    {"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel", "pydantic_settings.BaseSettings", "pydantic.BaseSettings",
     "pydantic.RootModel", "pydantic.generics.GenericModel", "sqlmodel.SQLModel", "sqlmodel.main.SQLModel", "msgspec.Struct",
     "marshmallow.Schema", "rest_framework.serializers.Serializer", "rest_framework.serializers.ModelSerializer", "ninja.Schema",
     "ninja.ModelSchema", "typing.TypedDict", "typing_extensions.TypedDict", "typing.NamedTuple", "django.forms.Form",
     "django.forms.ModelForm", "graphene.ObjectType", "wtforms.Form", "flask_wtf.FlaskForm"}
)  # fmt: skip
"""Bases of classes that describe data at a border."""

NEUTRAL_BASES = frozenset(
    {"builtins.object", "abc.ABC", "typing.Generic", "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.MappedAsDataclass",
     "sqlalchemy.ext.asyncio.AsyncAttrs", "sqlalchemy.orm.DeclarativeBaseNoMeta"}
)  # fmt: skip
"""Library bases that say nothing of what a class is for."""

CARRIERS = frozenset(
    {"dto", "dtos", "request", "response", "event", "events", "command", "query", "message", "config", "configuration", "settings", "result",
     "row", "schema", "params", "parameters", "args", "options", "payload", "input", "output", "model", "view", "viewmodel", "readmodel",
     "data", "info", "context", "exception", "error", "filter", "criteria", "spec", "specification", "snapshot", "summary",
     "statistics", "stats", "metadata", "projection", "evt", "cmd"}
)  # fmt: skip
"""Last words of the names of classes that carry data from one place to another and have no life of their own."""

CARRIER_MODULES = frozenset(
    {"schema", "schemas", "dto", "dtos", "api", "event", "events", "command", "commands", "query", "queries", "message", "messages", "config",
     "settings", "types", "typing", "exceptions", "errors", "rules", "specifications", "request", "requests", "response", "responses",
     "results", "read_models", "read_model", "views", "projections", "enums", "constants", "interfaces", "ports", "protocols", "filters"}
)  # fmt: skip
"""Modules and packages of such classes."""

MODEL_MODULES = frozenset({"entities", "entity", "model", "models", "aggregate", "aggregates", "aggregate_root"})
"""Modules that hold entities, whatever the package is called after."""

ENTITY_MODULES = frozenset({"entities", "entity", "aggregate", "aggregates", "aggregate_root"})
"""Modules that hold nothing else."""

VALUE_MODULES = frozenset({"value_objects", "value_object", "valueobjects", "values", "vo"})
VALUE_BASES = frozenset({"ValueObject", "BaseValueObject", "Value", "ValueObjectBase"})
"""Where value objects are kept, and the names of their base classes."""

WORKERS = frozenset(
    {"service", "services", "repository", "factory", "mapper", "builder", "handler", "gateway", "adapter", "validator",
     "dispatcher", "serializer", "calculator", "interactor", "uow", "mixin", "protocol", "interface", "usecase"}
)  # fmt: skip
"""Last words of the names of classes that do something for others and are no objects of the domain themselves."""

MAKERS = frozenset(
    {
        "mapper",
        "factory",
        "builder",
        "repository",
        "serializer",
        "hydrator",
        "converter",
        "assembler",
        "fixture",
        "parser",
        "importer",
    }
)
"""Last words of modules, classes and functions that make, map or store objects and decide nothing about them."""

ROOT_WORDS = frozenset(
    {"entity", "root", "aggregate", "base", "object", "model", "mixin", "abstract", "baseentity", "aggregateroot"}
)
"""Last (or first) words of the names of base classes that every entity has: what they bring is no behaviour of the entity."""

SERIALISERS = frozenset(
    {"dict", "json", "asdict", "serialize", "serialise", "deserialize", "deserialise", "dumps", "loads", "copy", "clone", "get_absolute_url",
     "hydrate", "unmarshal", "marshal"}
)  # fmt: skip
SERIALISER_PREFIXES = ("to_", "from_", "as_", "into_", "serialize_", "deserialize_")
"""Names of methods that only change an object's form."""

IDENTITIES = frozenset({"id", "_id", "uuid", "_uuid", "pk", "guid", "uid", "entity_id", "identity"})
"""Fields that identify an object; so does a field called after its own class (`order_id`)."""

REPOSITORY_WORDS = frozenset({"repository", "repositories", "repo", "dao", "store"})
"""Last words of the names of classes that load and save objects."""

COMMON_PORTS = frozenset({"logger", "log", "clock", "settings", "config", "metrics", "tracer"})
"""Words in the names of interfaces whose implementation anybody may use."""

SAVING = frozenset(
    {"add", "save", "create", "persist", "insert", "update", "store", "put", "upsert", "delete", "remove"}
)
"""Methods of a repository that get what it keeps: the roots of aggregates."""

ROOT_BASES = frozenset({"AggregateRoot", "Aggregate", "BaseAggregate", "BaseAggregateRoot", "RootEntity"})
ENTITY_BASES = ROOT_BASES | {"Entity", "BaseEntity", "DomainEntity"}
"""Names of the base classes of aggregate roots and of entities."""

BOOKKEEPING = frozenset(
    {"events", "_events", "version", "_version", "is_active", "is_deleted", "deleted", "active", "created", "updated", "modified", "created_on",
     "updated_on", "created_by", "updated_by", "revision", "etag"}
)  # fmt: skip
"""Fields that tell when and how an object was stored, as do those that end in `_at`."""

COLLABORATORS = frozenset(
    {"clock", "bus", "client", "logger", "uow", "session", "provider", "policy", "publisher", "hasher"}
)
"""Last words of the names of classes that an object works with, so that what holds one is no value."""

CONSTRUCTORS = frozenset(
    {"__init__", "__new__", "__post_init__", "__attrs_post_init__", "__attrs_pre_init__", "__setstate__"}
)
"""Methods that make an object."""

CHANGING = frozenset(
    {
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "clear",
        "add",
        "discard",
        "update",
        "setdefault",
        "popitem",
        "sort",
        "reverse",
    }
)
"""Methods of the builtin containers that change them."""
