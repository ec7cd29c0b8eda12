"""How programs connect to databases, brokers and caches."""

from __future__ import annotations

SCHEMES = frozenset(
    {
        "postgres", "postgresql", "psql", "postgis", "mysql", "mariadb", "mssql", "oracle", "cockroachdb",
        "clickhouse", "redshift", "snowflake",
        "mongodb", "mongodb+srv", "redis", "rediss", "memcached", "memcache", "amqp", "amqps", "pyamqp", "kafka",
        "nats", "mqtt", "mqtts",
        "cassandra", "neo4j", "bolt", "couchbase", "influxdb", "timescaledb", "elasticsearch", "sentinel", "valkey",
        "stomp", "pulsar",
    }
)  # fmt: skip
"""URL schemes (before any `+driver`) of servers that belong to one environment."""

FILE_SCHEMES = frozenset({"sqlite"})
"""Schemes whose URL names a file; without one it is a database in memory."""

ENGINE_CALLS = frozenset({"create_engine", "create_async_engine", "engine_from_url", "SqliteDatabase"})
"""Last names of the calls that open what a file URL names."""

HOST_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "redis.Redis": ("host",), "redis.StrictRedis": ("host",), "redis.asyncio.Redis": ("host",),
    "redis.ConnectionPool": ("host",),
    "redis.BlockingConnectionPool": ("host",), "redis.asyncio.ConnectionPool": ("host",), "aioredis.Redis": ("host",),
    "redis.asyncio.StrictRedis": ("host",), "valkey.Valkey": ("host",),
    "psycopg.connect": ("host",), "psycopg.AsyncConnection.connect": ("host",),
    "psycopg.Connection.connect": ("host",), "psycopg2.connect": ("host",),
    "asyncpg.connect": ("host",), "asyncpg.create_pool": ("host",), "aiopg.create_pool": ("host",),
    "aiopg.connect": ("host",),
    "pymysql.connect": ("host",), "aiomysql.connect": ("host",), "aiomysql.create_pool": ("host",),
    "MySQLdb.connect": ("host",),
    "mysql.connector.connect": ("host",), "pyodbc.connect": ("server",), "oracledb.connect": ("host",),
    "pymongo.MongoClient": ("host",), "pymongo.AsyncMongoClient": ("host",),
    "motor.motor_asyncio.AsyncIOMotorClient": ("host",),
    "pika.ConnectionParameters": ("host",), "aio_pika.connect": ("host",), "aio_pika.connect_robust": ("host",),
    "kafka.KafkaProducer": ("bootstrap_servers",), "kafka.KafkaConsumer": ("bootstrap_servers",),
    "aiokafka.AIOKafkaProducer": ("bootstrap_servers",), "aiokafka.AIOKafkaConsumer": ("bootstrap_servers",),
    "elasticsearch.Elasticsearch": ("hosts", "host"), "elasticsearch.AsyncElasticsearch": ("hosts", "host"),
    "opensearchpy.OpenSearch": ("hosts", "host"), "cassandra.cluster.Cluster": ("contact_points",),
    "clickhouse_driver.Client": ("host",),
    "clickhouse_connect.get_client": ("host",), "nats.connect": ("servers",),
    "pymemcache.client.base.Client": ("server",),
    "pymemcache.Client": ("server",), "arq.connections.RedisSettings": ("host",),
    "peewee.PostgresqlDatabase": ("host",),
    "peewee.MySQLDatabase": ("host",), "playhouse.pool.PooledPostgresqlDatabase": ("host",),
    "memcache.Client": ("servers",),
    "sqlalchemy.engine.URL.create": ("host",), "sqlalchemy.URL.create": ("host",),
    "sqlalchemy.engine.url.URL.create": ("host",),
}  # fmt: skip
"""Qualified name of a connecting call → the keywords that give the host or hosts."""

HOST_FIRST = frozenset(
    {
        "redis.Redis", "redis.StrictRedis", "redis.asyncio.Redis", "pymongo.MongoClient", "pymongo.AsyncMongoClient",
        "motor.motor_asyncio.AsyncIOMotorClient", "pika.ConnectionParameters", "elasticsearch.Elasticsearch",
        "pymysql.connect",
        "elasticsearch.AsyncElasticsearch", "cassandra.cluster.Cluster", "clickhouse_driver.Client", "nats.connect",
        "memcache.Client",
    }
)  # fmt: skip
"""Those of them that take the host as their first argument."""

DSN_FIRST = frozenset(
    {
        "psycopg.connect", "psycopg2.connect", "psycopg.AsyncConnection.connect", "psycopg.Connection.connect",
        "asyncpg.connect",
        "asyncpg.create_pool", "aiopg.create_pool", "aiopg.connect", "pyodbc.connect", "psycopg_pool.ConnectionPool",
        "psycopg_pool.AsyncConnectionPool",
    }
)  # fmt: skip
"""Calls whose first argument is a connection string, also in `key=value` form."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "host.docker.internal"})
"""Hosts that mean the machine itself."""

RESERVED_DOMAINS = ("example.com", "example.org", "example.net", ".example", ".invalid", ".test")
"""Ends of host names that exist for documentation only (RFC 2606)."""

HARMLESS_CALLS = frozenset(
    {
        "startswith", "endswith", "replace", "removeprefix", "split", "urlparse", "urlsplit", "make_url", "match",
        "search", "sub", "compile",
        "fullmatch", "debug", "info", "warning", "error", "exception", "critical", "log", "print", "echo", "secho",
        "getLogger", "format",
        "warn", "add_argument", "option", "argument", "index", "find", "count", "lstrip", "strip", "partition",
        "skip", "fail",
    }
)  # fmt: skip
"""Last names of calls whose string arguments are looked at or shown, not connected to."""

DESCRIPTIVE_KEYWORDS = frozenset(
    {
        "help", "description", "example", "examples", "title", "placeholder", "help_text", "label", "doc", "hint",
        "summary", "epilog",
        "detail", "message", "schema_extra", "json_schema_extra", "openapi_examples", "verbose_name", "deprecated",
        "json_schema",
    }
)  # fmt: skip
"""Keywords whose strings describe."""
