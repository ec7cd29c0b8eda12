"""Libraries that belong to the outside of a back end: what the domain must not know."""

from __future__ import annotations

WEB = "a web framework"
ORM = "an ORM"
DATABASE = "a database client"
HTTP_CLIENT = "an HTTP client"
BROKER = "a message broker's client"
CACHE = "a cache client"
CLOUD = "the client of a remote service"

PACKAGES = {
    **dict.fromkeys(
        ("fastapi", "starlette", "flask", "quart", "sanic", "aiohttp.web", "tornado", "bottle", "falcon", "pyramid", "litestar", "starlite",
         "django.http", "django.shortcuts", "django.views", "django.urls", "django.template", "rest_framework", "ninja", "ninja_extra",
         "werkzeug", "flask_restx", "flask_restful", "flask_login", "strawberry", "graphene", "ariadne", "grpc", "blacksheep", "robyn",
         "cherrypy", "connexion", "fastapi_users", "channels"),
        WEB,
    ),
    **dict.fromkeys(
        ("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "django.db", "django.contrib.postgres", "peewee", "tortoise", "pony", "ormar", "piccolo",
         "mongoengine", "beanie", "odmantic", "gino", "advanced_alchemy", "geoalchemy2", "sqlalchemy_utils", "alembic", "neomodel",
         "pynamodb", "edgy", "fastapi_filter"),
        ORM,
    ),
    **dict.fromkeys(
        ("psycopg", "psycopg2", "asyncpg", "aiopg", "pymysql", "MySQLdb", "aiomysql", "sqlite3", "aiosqlite", "pymongo", "motor", "bson",
         "cassandra", "elasticsearch", "opensearchpy", "neo4j", "clickhouse_driver", "influxdb_client", "databases", "oracledb", "pyodbc"),
        DATABASE,
    ),
    **dict.fromkeys(("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "treq"), HTTP_CLIENT),
    **dict.fromkeys(
        ("celery", "kombu", "pika", "aio_pika", "aiokafka", "kafka", "confluent_kafka", "faststream", "dramatiq", "rq", "arq", "taskiq", "nats",
         "huey", "paho", "stomp", "aiomqtt"),
        BROKER,
    ),
    **dict.fromkeys(("redis", "aioredis", "django.core.cache", "flask_caching", "pymemcache", "memcache", "aiocache", "valkey"), CACHE),
    **dict.fromkeys(("boto3", "botocore", "aioboto3", "aiobotocore", "google.cloud", "azure", "stripe", "twilio", "sendgrid", "minio"), CLOUD),
}  # fmt: skip
"""A package or module → what it is; the longest name that fits decides."""


def kind_of(module: str) -> str:
    """What a module belongs to, "" for one that the domain may know."""
    parts = module.split(".")
    return next((kind for end in range(len(parts), 0, -1) if (kind := PACKAGES.get(".".join(parts[:end])))), "")


LEAKS = {
    "sqlalchemy.Query": "Query", "sqlalchemy.Result": "Result", "sqlalchemy.ScalarResult": "ScalarResult", "sqlalchemy.Exec": "Result",
    "sqlalchemy.Pagination": "Pagination", "django.QuerySet": "QuerySet", "django.Bypassing": "QuerySet", "django.Values": "QuerySet",
    "django.Manager": "Manager", "django.RelatedManager": "Manager", "dbapi.Cursor": "Cursor", "django.Cursor": "Cursor",
    "peewee.Query": "ModelSelect", "pony.Query": "Query", "tortoise.QuerySet": "QuerySet", "tortoise.Values": "QuerySet",
}  # fmt: skip
"""Kinds of library objects that only a repository should hold → what they are called."""
