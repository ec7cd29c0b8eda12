"""Redis clients (redis-py, aioredis, django-redis, flask-caching)."""

from __future__ import annotations

from ddd_lint.frameworks.library import Effect, Kind, Library, Op

_READ = Effect("cache", "mget() before the loop, or a pipeline()")
_WRITE = Effect("cache", "a pipeline(), or mset()")
_COMMANDS = {
    **dict.fromkeys(
        (
            "get",
            "hget",
            "hgetall",
            "hmget",
            "exists",
            "ttl",
            "smembers",
            "sismember",
            "lrange",
            "llen",
            "zrange",
            "zscore",
            "scard",
            "type",
            "hexists",
            "getex",
        ),
        Op("", _READ),
    ),
    **dict.fromkeys(
        (
            "set",
            "setex",
            "setnx",
            "psetex",
            "hset",
            "hmset",
            "hdel",
            "delete",
            "unlink",
            "expire",
            "expireat",
            "incr",
            "incrby",
            "decr",
            "decrby",
            "sadd",
            "srem",
            "lpush",
            "rpush",
            "lpop",
            "rpop",
            "lrem",
            "zadd",
            "zrem",
            "zincrby",
            "hincrby",
            "persist",
            "rename",
            "append",
            "getset",
            "getdel",
            "publish",
        ),
        Op("", _WRITE),
    ),
    **dict.fromkeys(("mget", "mset", "scan", "keys", "eval", "execute_command"), Op("", Effect("cache"))),
    "scan_iter": Op("=list", Effect("cache")),
    "pipeline": Op("redis.Pipeline"),
    "lock": Op(""),
    "pubsub": Op(""),
    "ping": Op("=bool"),
}

LIBRARY = Library(
    name="redis",
    kinds={
        "redis.Redis": Kind(
            names=(
                "redis.Redis",
                "redis.StrictRedis",
                "redis.client.Redis",
                "redis.asyncio.Redis",
                "redis.asyncio.client.Redis",
                "aioredis.Redis",
                "redis.RedisCluster",
            ),
            methods=_COMMANDS,
        ),
        "redis.Pipeline": Kind(
            names=("redis.client.Pipeline", "redis.asyncio.client.Pipeline"),
            methods={**dict.fromkeys(_COMMANDS, Op("self")), "execute": Op("=list", Effect("cache"))},
            gathers="execute",
        ),
        "flask_caching.Cache": Kind(
            names=("flask_caching.Cache",),
            methods={
                "get": Op("", Effect("cache", "get_many()")),
                "set": Op("", Effect("cache", "set_many()")),
                "delete": Op("", Effect("cache", "delete_many()")),
                "add": Op("", Effect("cache", "set_many()")),
                **dict.fromkeys(("get_many", "set_many", "delete_many", "clear"), Op("", Effect("cache"))),
            },
        ),
    },
    functions={
        "redis.from_url": Op("redis.Redis"),
        "redis.Redis.from_url": Op("redis.Redis"),
        "redis.StrictRedis.from_url": Op("redis.Redis"),
        "redis.asyncio.from_url": Op("redis.Redis"),
        "redis.asyncio.Redis.from_url": Op("redis.Redis"),
        "aioredis.from_url": Op("redis.Redis"),
        "django_redis.get_redis_connection": Op("redis.Redis"),
    },
)
