"""Tortoise ORM: models, querysets, relations."""

from __future__ import annotations

from ddd_lint.frameworks.library import QUERY, Effect, Kind, Library, Op, Relations

_CREATE = Effect("write", "bulk_create() after the loop")
_UPDATE = Effect("write", "one update() over all rows, or bulk_update()")
_DELETE = Effect("write", "one filter(id__in=…).delete()")
_GET = Effect("query", "in_bulk() or one filter(id__in=…) before the loop")
_LINK = Effect("write", "one add(*objects)")

_LAZY = dict.fromkeys(
    ("filter", "exclude", "all", "order_by", "annotate", "distinct", "limit", "offset", "only", "using_db", "select_for_update", "group_by"),
    Op("tortoise.QuerySet"),
)  # fmt: skip
_QUERYSET = {
    **_LAZY,
    "prefetch_related": Op("tortoise.QuerySet", loads="prefetch_related"),
    "select_related": Op("tortoise.QuerySet", loads="select_related"),
    "values": Op("tortoise.Values"),
    "values_list": Op("tortoise.Values"),
    "get": Op("item", _GET),
    "get_or_none": Op("item", _GET),
    "first": Op("item", QUERY),
    "last": Op("item", QUERY),
    "earliest": Op("item", QUERY),
    "latest": Op("item", QUERY),
    "count": Op("=int", QUERY),
    "exists": Op("=bool", QUERY),
    "in_bulk": Op("dict", QUERY),
    "update": Op("=int", _UPDATE),
    "delete": Op("=int", _DELETE),
    "bulk_create": Op("list", Effect("write")),
    "bulk_update": Op("=int", Effect("write")),
    "explain": Op("", QUERY),
}

LIBRARY = Library(
    name="tortoise",
    model_bases=("tortoise.models.Model",),
    aliases={
        "tortoise.Model": "tortoise.models.Model",
        "tortoise.queryset.QuerySet": "tortoise.QuerySet",
        "tortoise.fields.relational.ReverseRelation": "tortoise.fields.ReverseRelation",
        "tortoise.fields.relational.ManyToManyRelation": "tortoise.fields.ManyToManyRelation",
    },
    kinds={
        "tortoise.QuerySet": Kind(names=("tortoise.QuerySet",), methods=_QUERYSET, consume=QUERY, iterates="item", awaited="list"),
        "tortoise.Values": Kind(methods={**dict.fromkeys(_LAZY, Op("self")), "first": Op("", QUERY)}, consume=QUERY, awaited="=list"),
        "tortoise.Related": Kind(
            names=("tortoise.fields.ReverseRelation", "tortoise.fields.ManyToManyRelation"),
            methods={**_QUERYSET, "add": Op("", _LINK), "remove": Op("", Effect("write", "one remove(*objects)")), "clear": Op("", _DELETE)},
            consume=QUERY,
            iterates="item",
            awaited="list",
        ),
    },
    inherited={
        "tortoise.models.Model": {
            **_QUERYSET,
            "create": Op("item", _CREATE),
            "get_or_create": Op("item-flag", Effect("query")),
            "update_or_create": Op("item-flag", Effect("write")),
            "raw": Op("tortoise.QuerySet"),
            "save": Op("", _CREATE),
            "refresh_from_db": Op("", QUERY),
            "fetch_related": Op("", Effect("query", "prefetch_related() on the query")),
            "update_from_dict": Op("self"),
        },
    },
    relations=Relations(
        to_one=("ForeignKeyField", "OneToOneField"),
        to_many=("ManyToManyField",),
        target=("model_name",),
        reverse=("related_name",),
        unnamed="{class}s",
        manager="tortoise.Related",
        single=("OneToOneField",),
    ),
)  # fmt: skip
