"""Django's ORM and cache: managers, querysets, related managers, model instances."""

from __future__ import annotations

from ddd_lint.frameworks.library import QUERY, Effect, Kind, Library, Op, Relations

_CREATE = Effect("write", "bulk_create() after the loop")
_UPDATE = Effect("write", "one update() over all rows, or bulk_update()")
_DELETE = Effect("write", "one delete() over all rows: filter(pk__in=…).delete()")
_SAVE = Effect("write", "bulk_create() or bulk_update() after the loop")
_GET_OR_CREATE = Effect("query", "in_bulk() or one filter(…__in=…) before the loop, then bulk_create()")
_LINK = Effect("write", "one add(*objects) or set(objects), or bulk_create() on the through model")

_LAZY = dict.fromkeys(
    (
        "filter",
        "exclude",
        "all",
        "order_by",
        "annotate",
        "distinct",
        "select_for_update",
        "defer",
        "only",
        "reverse",
        "using",
        "none",
        "alias",
        "union",
        "intersection",
        "difference",
        "extra",
        "get_queryset",
        "complex_filter",
        "dates",
        "datetimes",
        "_clone",
        "select_subclasses",
        "instance_of",
        "not_instance_of",
        "non_polymorphic",
        "db_manager",
    ),
    Op("django.QuerySet"),
)

_READS = {
    "get": Op("item", QUERY),
    "first": Op("item", QUERY),
    "last": Op("item", QUERY),
    "earliest": Op("item", QUERY),
    "latest": Op("item", QUERY),
    "count": Op("=int", QUERY),
    "exists": Op("=bool", QUERY),
    "contains": Op("=bool", QUERY),
    "aggregate": Op("=dict", QUERY),
    "in_bulk": Op("dict", QUERY),
    "explain": Op("=str", QUERY),
    "iterator": Op("iter", QUERY),
    "raw": Op("django.QuerySet"),
    "create": Op("item", _CREATE),
    "get_or_create": Op("item-flag", _GET_OR_CREATE),
    "update_or_create": Op("item-flag", Effect("write", "bulk_create(…, update_conflicts=True)")),
    "update": Op("=int", _UPDATE),
    "delete": Op("", _DELETE),
    "bulk_create": Op("list", Effect("write")),
    "bulk_update": Op("=int", Effect("write")),
    **{
        f"a{name}": op
        for name, op in {
            "get": Op("item", QUERY),
            "first": Op("item", QUERY),
            "last": Op("item", QUERY),
            "count": Op("=int", QUERY),
            "exists": Op("=bool", QUERY),
            "aggregate": Op("=dict", QUERY),
            "in_bulk": Op("dict", QUERY),
            "create": Op("item", _CREATE),
            "update": Op("=int", _UPDATE),
            "get_or_create": Op("item-flag", _GET_OR_CREATE),
            "delete": Op("", _DELETE),
            "iterator": Op("iter", QUERY),
            "update_or_create": Op("item-flag", Effect("write")),
            "bulk_create": Op("list", Effect("write")),
            "earliest": Op("item", QUERY),
            "latest": Op("item", QUERY),
        }.items()
    },
}

_QUERYSET = {
    **_LAZY,
    **_READS,
    "select_related": Op("django.QuerySet", loads="select_related"),
    "prefetch_related": Op("django.QuerySet", loads="prefetch_related"),
    "values": Op("django.Values"),
    "values_list": Op("django.Values"),
}

PREFETCHED_ROWS = "django.PrefetchedRows"
"""What `all()` gives on a relation that was prefetched."""

LIBRARY = Library(
    name="django",
    model_bases=(
        "django.db.models.Model",
        "django.db.models.base.Model",
        "django.contrib.gis.db.models.Model",
        "django.contrib.auth.models.AbstractUser",
        "django.contrib.auth.models.AbstractBaseUser",
        "django.contrib.auth.base_user.AbstractBaseUser",
        "django.contrib.auth.models.User",
        "django.contrib.auth.models.Group",
        "django.contrib.sessions.base_session.AbstractBaseSession",
        "mptt.models.MPTTModel",
        "polymorphic.models.PolymorphicModel",
        "model_utils.models.TimeStampedModel",
        "django_extensions.db.models.TimeStampedModel",
        "modelcluster.models.ClusterableModel",
        "parler.models.TranslatableModel",
        "treebeard.mp_tree.MP_Node",
        "wagtail.models.Page",
        "safedelete.models.SafeDeleteModel",
    ),
    model_names=r"\w+(\.\w+)*\.models(\.\w+)*\.[A-Z]\w*(?<!Model)(?<!Manager)(?<!QuerySet)(?<!Field)",
    aliases={
        "django.db.models.base.Model": "django.db.models.Model",
        "django.db.models.manager.Manager": "django.db.models.Manager",
        "django.db.models.manager.BaseManager": "django.db.models.Manager",
        "django.db.models.query.QuerySet": "django.db.models.QuerySet",
        "django.db.models.query.Prefetch": "django.db.models.Prefetch",
        "django.contrib.auth.models.UserManager": "django.db.models.Manager",
        "model_utils.managers.InheritanceManager": "django.db.models.Manager",
        "model_utils.managers.QueryManager": "django.db.models.Manager",
        "model_utils.managers.SoftDeletableManager": "django.db.models.Manager",
        "polymorphic.managers.PolymorphicManager": "django.db.models.Manager",
        "mptt.managers.TreeManager": "django.db.models.Manager",
        "mptt.models.TreeManager": "django.db.models.Manager",
        "modeltranslation.manager.MultilingualManager": "django.db.models.Manager",
        "django.contrib.auth.base_user.BaseUserManager": "django.db.models.Manager",
        "django.contrib.auth.models.BaseUserManager": "django.db.models.Manager",
        **dict.fromkeys(
            (
                "treebeard.mp_tree.MP_NodeManager",
                "treebeard.ns_tree.NS_NodeManager",
                "treebeard.al_tree.AL_NodeManager",
                "tree_queries.query.TreeManager",
                "parler.managers.TranslatableManager",
                "safedelete.managers.SafeDeleteManager",
                "wagtail.models.PageManager",
                "simple_history.manager.HistoryManager",
                "django.contrib.gis.db.models.Manager",
                "django.contrib.sites.managers.CurrentSiteManager",
            ),
            "django.db.models.Manager",
        ),
        **dict.fromkeys(
            (
                "treebeard.mp_tree.MP_NodeQuerySet",
                "treebeard.ns_tree.NS_NodeQuerySet",
                "tree_queries.query.TreeQuerySet",
                "mptt.querysets.TreeQuerySet",
                "polymorphic.query.PolymorphicQuerySet",
                "parler.managers.TranslatableQuerySet",
                "safedelete.queryset.SafeDeleteQueryset",
                "wagtail.query.PageQuerySet",
                "model_utils.managers.InheritanceQuerySet",
                "model_utils.managers.SoftDeletableQuerySet",
            ),
            "django.db.models.QuerySet",
        ),
        "django.db.models.fields.related.ForeignKey": "django.db.models.ForeignKey",
    },
    kinds={
        "django.Manager": Kind(
            names=("django.db.models.Manager",),
            methods={**_QUERYSET, "__call__": Op("self")},
        ),
        "django.QuerySet": Kind(
            names=("django.db.models.QuerySet",),
            methods={**_QUERYSET, "as_manager": Op("django.Manager")},
            consume=QUERY,
            keeps=True,
            iterates="item",
        ),
        "django.Values": Kind(
            methods={
                **_LAZY,
                **_READS,
                **dict.fromkeys((*_LAZY, "values", "values_list", "select_related", "prefetch_related"), Op("self")),
            },
            consume=QUERY,
            keeps=True,
            iterates="",
        ),
        "django.RelatedManager": Kind(
            methods={
                **_QUERYSET,
                "add": Op("", _LINK),
                "aadd": Op("", _LINK),
                "remove": Op("", Effect("write", "one remove(*objects)")),
                "clear": Op("", _DELETE),
                "set": Op("", _LINK),
                "aset": Op("", _LINK),
            },
        ),
        # A related manager whose rows were prefetched: `all()` costs nothing, everything else queries again.
        "django.Prefetched": Kind(methods={**_QUERYSET, "all": Op(PREFETCHED_ROWS)}, base="django.RelatedManager"),
        PREFETCHED_ROWS: Kind(
            methods={**_QUERYSET, "all": Op("self"), "count": Op("=int"), "exists": Op("=bool")},
            iterates="item",
            base="django.QuerySet",
        ),
        "django.Bypassing": Kind(methods=_QUERYSET, consume=QUERY, keeps=True, iterates="item", base="django.QuerySet"),
        "django.BypassingValues": Kind(base="django.Values", consume=QUERY, keeps=True),
        # Pages say which rows they hold, not what they ask: going through them is how one reads in batches.
        "django.Paginator": Kind(
            names=("django.core.paginator.Paginator",),
            methods={"page": Op("django.Page"), "get_page": Op("django.Page")},
            attributes={"object_list": Op("django.QuerySet")},
        ),
        "django.Page": Kind(
            names=("django.core.paginator.Page",),
            attributes={"object_list": Op("django.QuerySet"), "paginator": Op("django.Paginator")},
            iterates="item",
        ),
        "django.Cursor": Kind(
            names=("django.db.backends.utils.CursorWrapper",),
            base="dbapi.Cursor",
        ),
        "django.Connection": Kind(
            names=("django.db.connection",),
            methods={"cursor": Op("dbapi.Cursor")},
        ),
        "django.Connections": Kind(names=("django.db.connections",), iterates="django.Connection"),
        "django.Caches": Kind(names=("django.core.cache.caches",), iterates="django.Cache"),
        "django.Cache": Kind(
            names=("django.core.cache.cache", "django.core.cache.backends.base.BaseCache"),
            methods={
                "get": Op("", Effect("cache", "get_many() before the loop")),
                "set": Op("", Effect("cache", "set_many() after the loop")),
                "add": Op("", Effect("cache", "set_many() after the loop")),
                "delete": Op("", Effect("cache", "delete_many() after the loop")),
                "get_or_set": Op("", Effect("cache", "get_many() before the loop")),
                "incr": Op("", Effect("cache")),
                "decr": Op("", Effect("cache")),
                "touch": Op("", Effect("cache")),
                "has_key": Op("=bool", Effect("cache", "get_many() before the loop")),
                **dict.fromkeys(("get_many", "set_many", "delete_many", "clear"), Op("", Effect("cache"))),
            },
        ),
    },
    relations=Relations(
        to_one=("ForeignKey", "OneToOneField", "ParentalKey", "GenericForeignKey"),
        to_many=(
            "ManyToManyField",
            "ParentalManyToManyField",
            "SortedManyToManyField",
            "TaggableManager",
            "GenericRelation",
            "TagField",
        ),
        target=("to",),
        reverse=("related_name",),
        unnamed="{class}_set",
        manager="django.RelatedManager",
        single=("OneToOneField",),
    ),
    functions={
        "django.shortcuts.get_object_or_404": Op("item<<0|klass", QUERY),
        "django.shortcuts.aget_object_or_404": Op("item<<0|klass", QUERY),
        "django.shortcuts.get_list_or_404": Op("list<<0|klass", QUERY),
        "django.core.paginator.Paginator": Op("django.Paginator<<0|object_list"),
        "django.db.models.prefetch_related_objects": Op("", QUERY),
    },
)

INSTANCE_METHODS = {
    "save": Op("", _SAVE),
    "asave": Op("", _SAVE),
    "delete": Op("", _DELETE),
    "adelete": Op("", _DELETE),
    "refresh_from_db": Op("", QUERY),
    "arefresh_from_db": Op("", QUERY),
    "full_clean": Op(""),
}
"""What every model instance can do."""

MANAGER = "django.Manager"
"""The kind of what a query of a model begins with."""

MANAGERS = ("objects", "_default_manager", "_base_manager")
"""The managers that every model class has."""

_AUTH = "django.contrib.auth.models."
_OF_USERS = {"groups": f"{_AUTH}Group", "user_permissions": f"{_AUTH}Permission"}
OTHERS_RELATIONS = {
    f"{_AUTH}User": _OF_USERS,
    f"{_AUTH}AbstractUser": _OF_USERS,
    f"{_AUTH}PermissionsMixin": _OF_USERS,
    f"{_AUTH}Group": {"permissions": f"{_AUTH}Permission", "user_set": f"{_AUTH}User"},
}
"""Relations to many of Django's own models, which a project's classes may derive from: name → the other model."""
