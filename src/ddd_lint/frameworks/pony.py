"""Pony ORM: entities and queries. Entities derive from a database's `Entity` attribute."""

from __future__ import annotations

from ddd_lint.frameworks.library import COMMIT, QUERY, Effect, Kind, Library, Op, Relations

_DELETE = Effect("write", "one delete(…) over a generator of all rows")
_GET = Effect("query", "one select(…) before the loop")

LIBRARY = Library(
    name="pony",
    model_bases=("pony.orm.core.Entity",),
    kinds={
        "pony.Database": Kind(
            names=("pony.orm.Database", "pony.orm.core.Database"),
            methods={"execute": Op("dbapi.Cursor", QUERY), "select": Op("=list", QUERY), "get": Op("", QUERY), "insert": Op("", Effect("write"))},
            attributes={"Entity": Op("@pony.orm.core.Entity")},
        ),
        "pony.Query": Kind(
            methods={
                **dict.fromkeys(
                    ("filter", "where", "order_by", "sort_by", "limit", "prefetch", "distinct", "without_distinct", "for_update", "page"), Op("self")
                ),
                "get": Op("item", QUERY),
                "first": Op("item", QUERY),
                "count": Op("=int", QUERY),
                "exists": Op("=bool", QUERY),
                "fetch": Op("list", QUERY),
                "delete": Op("=int", _DELETE),
                **dict.fromkeys(("sum", "avg", "min", "max"), Op("", QUERY)),
            },
            consume=QUERY,
            iterates="item",
        ),
    },
    inherited={
        "pony.orm.core.Entity": {
            "select": Op("pony.Query"),
            "select_by_sql": Op("list", QUERY),
            "get": Op("item", _GET),
            "get_for_update": Op("item", _GET),
            "exists": Op("=bool", _GET),
            "delete": Op("", _DELETE),
            "flush": Op("", Effect("flush")),
            "load": Op("", QUERY),
            "set": Op(""),
        },
    },
    functions={
        "pony.orm.commit": Op("", COMMIT),
        "pony.orm.flush": Op("", Effect("flush")),
        "pony.orm.count": Op("=int", QUERY),
        "pony.orm.exists": Op("=bool", QUERY),
        "pony.orm.delete": Op("", _DELETE),
    },
    relations=Relations(
        to_one=("Required", "Optional"),
        to_many=("Set",),
        target=("py_type",),
        reverse=("reverse",),
        unnamed="",
        manager="pony.Query",
    ),
)  # fmt: skip
