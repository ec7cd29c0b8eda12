"""DB-API drivers and thin wrappers: psycopg, psycopg2, sqlite3, MySQL drivers, asyncpg, aiosqlite, databases."""

from __future__ import annotations

from ddd_lint.frameworks.library import COMMIT, QUERY, Effect, Kind, Library, Op

_MANY = Effect(
    "query",
    "one statement over all items: WHERE id = ANY(%s), or executemany()",
    writing="executemany(), or one statement over all items",
)
_FETCH = {"fetchall": Op("list"), "fetchone": Op(""), "fetchmany": Op("list"), "close": Op("")}

LIBRARY = Library(
    name="dbapi",
    kinds={
        "dbapi.Connection": Kind(
            names=(
                "psycopg2.extensions.connection",
                "psycopg.Connection",
                "psycopg.AsyncConnection",
                "sqlite3.Connection",
                "pymysql.connections.Connection",
                "aiosqlite.Connection",
                "aiosqlite.core.Connection",
                "MySQLdb.connections.Connection",
            ),
            methods={
                "cursor": Op("dbapi.Cursor"),
                "execute": Op("dbapi.Cursor", _MANY),
                "executemany": Op("dbapi.Cursor", QUERY),
                "executescript": Op("dbapi.Cursor", QUERY),
                "execute_fetchall": Op("=list", _MANY),
                "commit": Op("", COMMIT),
                "transaction": Op("self"),
                "close": Op(""),
            },
        ),
        "dbapi.Cursor": Kind(
            names=(
                "psycopg2.extensions.cursor",
                "psycopg.Cursor",
                "psycopg.AsyncCursor",
                "sqlite3.Cursor",
                "pymysql.cursors.Cursor",
                "aiosqlite.Cursor",
            ),
            methods={
                "execute": Op("self", _MANY),
                "executemany": Op("self", QUERY),
                "executescript": Op("self", QUERY),
                "callproc": Op("", QUERY),
                "mogrify": Op("=bytes"),
                **_FETCH,
            },
        ),
        "asyncpg.Connection": Kind(
            names=(
                "asyncpg.Connection",
                "asyncpg.connection.Connection",
                "asyncpg.Pool",
                "asyncpg.pool.Pool",
                "databases.Database",
                "databases.core.Database",
            ),
            methods={
                "fetch": Op("=list", _MANY),
                "fetchrow": Op("", _MANY),
                "fetchval": Op("", _MANY),
                "fetch_all": Op("=list", _MANY),
                "fetch_one": Op("", _MANY),
                "fetch_val": Op("", _MANY),
                "execute": Op("", _MANY),
                "execute_many": Op("", QUERY),
                "executemany": Op("", QUERY),
                "iterate": Op("=list", QUERY),
                "cursor": Op("=list", QUERY),
                "acquire": Op("asyncpg.Connection"),
                "transaction": Op(""),
                "connect": Op(""),
                "disconnect": Op(""),
                "close": Op(""),
            },
        ),
    },
    functions={
        "psycopg2.connect": Op("dbapi.Connection"),
        "psycopg.connect": Op("dbapi.Connection"),
        "psycopg.Connection.connect": Op("dbapi.Connection"),
        "psycopg.AsyncConnection.connect": Op("dbapi.Connection"),
        "sqlite3.connect": Op("dbapi.Connection"),
        "pymysql.connect": Op("dbapi.Connection"),
        "MySQLdb.connect": Op("dbapi.Connection"),
        "mysql.connector.connect": Op("dbapi.Connection"),
        "aiosqlite.connect": Op("dbapi.Connection"),
        "asyncpg.connect": Op("asyncpg.Connection"),
        "asyncpg.create_pool": Op("asyncpg.Connection"),
        "databases.Database": Op("asyncpg.Connection"),
    },
)
