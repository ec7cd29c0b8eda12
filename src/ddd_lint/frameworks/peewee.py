"""Peewee: models, queries."""

from __future__ import annotations

from ddd_lint.frameworks.library import QUERY, Effect, Kind, Library, Op, Relations

_CREATE = Effect("write", "insert_many() or bulk_create() after the loop")
_UPDATE = Effect("write", "one update(…).where(…) over all rows, or bulk_update()")
_DELETE = Effect("write", "one delete().where(Model.id.in_(ids))")
_GET = Effect("query", "one select().where(Model.id.in_(ids)) before the loop")

_SAME = dict.fromkeys(
    (
        "where", "orwhere", "join", "left_outer_join", "join_from", "switch", "order_by", "group_by", "having", "limit", "offset", "distinct",
        "alias", "paginate", "filter", "select_extend", "for_update", "with_cte", "union", "union_all", "intersect", "except_", "select", "columns",
        "clone", "on", "prefetch",
    ),
    Op("self"),
)  # fmt: skip

LIBRARY = Library(
    name="peewee",
    model_bases=("peewee.Model", "playhouse.signals.Model", "playhouse.flask_utils.FlaskDB.Model"),
    kinds={
        "peewee.Query": Kind(
            names=("peewee.ModelSelect", "peewee.Query", "peewee.SelectQuery"),
            methods={
                **_SAME,
                "get": Op("item", QUERY),
                "get_or_none": Op("item", QUERY),
                "first": Op("item", QUERY),
                "peek": Op("item", QUERY),
                "count": Op("=int", QUERY),
                "exists": Op("=bool", QUERY),
                "scalar": Op("", QUERY),
                "execute": Op("list", QUERY),
                "iterator": Op("iter", QUERY),
                "dicts": Op("peewee.Rows"),
                "tuples": Op("peewee.Rows"),
                "namedtuples": Op("peewee.Rows"),
                "objects": Op("self"),
                "sql": Op("=tuple"),
            },
            consume=QUERY,
            iterates="item",
        ),
        "peewee.Rows": Kind(
            methods={**_SAME, "get": Op("", QUERY), "first": Op("", QUERY), "execute": Op("=list", QUERY), "count": Op("=int", QUERY)},
            consume=QUERY,
        ),
        "peewee.Write": Kind(
            names=("peewee.ModelInsert", "peewee.ModelUpdate", "peewee.ModelDelete"),
            methods={
                **dict.fromkeys(("where", "on_conflict", "on_conflict_ignore", "on_conflict_replace", "returning", "from_"), Op("self")),
                "execute": Op("", _UPDATE),
            },
        ),
        "peewee.Database": Kind(
            names=("peewee.SqliteDatabase", "peewee.PostgresqlDatabase", "peewee.MySQLDatabase", "peewee.Database", "peewee.DatabaseProxy"),
            methods={
                "execute_sql": Op("dbapi.Cursor", QUERY),
                "execute": Op("dbapi.Cursor", QUERY),
                "commit": Op("", Effect("commit")),
                "atomic": Op("self"),
                "transaction": Op("self"),
                "connection_context": Op("self"),
                "create_tables": Op(""),
                "connect": Op(""),
                "close": Op(""),
            },
        ),
    },
    inherited={
        "peewee.Model": {
            "select": Op("peewee.Query"),
            "filter": Op("peewee.Query"),
            "raw": Op("peewee.Query"),
            "noop": Op("peewee.Query"),
            "alias": Op("self"),
            "get": Op("item", _GET),
            "get_or_none": Op("item", _GET),
            "get_by_id": Op("item", _GET),
            "get_or_create": Op("item-flag", Effect("query")),
            "create": Op("item", _CREATE),
            "insert": Op("peewee.Write"),
            "insert_many": Op("peewee.Write"),
            "replace": Op("peewee.Write"),
            "update": Op("peewee.Write"),
            "delete": Op("peewee.Write"),
            "bulk_create": Op("", Effect("write")),
            "bulk_update": Op("", Effect("write")),
            "set_by_id": Op("", _UPDATE),
            "delete_by_id": Op("", _DELETE),
            "save": Op("=int", _CREATE),
            "delete_instance": Op("=int", _DELETE),
        },
    },
    functions={"peewee.prefetch": Op("list<<0", QUERY)},
    relations=Relations(
        to_one=("ForeignKeyField", "DeferredForeignKey"),
        to_many=("ManyToManyField",),
        target=("model", "to"),
        reverse=("backref", "related_name"),
        unnamed="{class}_set",
        manager="peewee.Query",
    ),
)  # fmt: skip
