"""Task queues, whose calls only ask for work to be done later: Celery, RQ, arq, Dramatiq, Huey, TaskIQ, procrastinate."""

from __future__ import annotations

from ddd_lint.frameworks.library import Effect, Kind, Library, Op

ENQUEUE = Effect("enqueue", "one task for all items")
_ENQUEUE = Op("", ENQUEUE)

LIBRARY = Library(
    name="tasks",
    aliases={
        "celery.app.base.Celery": "celery.Celery",
        "celery.app.Celery": "celery.Celery",
        "arq.connections.ArqRedis": "arq.ArqRedis",
    },
    kinds={
        "celery.Celery": Kind(
            names=("celery.Celery",),
            methods={"send_task": _ENQUEUE, "config_from_object": Op(""), "autodiscover_tasks": Op("")},
        ),
        "rq.Queue": Kind(
            names=("rq.Queue", "rq.queue.Queue", "django_rq.queues.DjangoRQ"),
            methods=dict.fromkeys(("enqueue", "enqueue_call", "enqueue_in", "enqueue_at", "enqueue_many", "enqueue_job"), _ENQUEUE),
        ),
        "arq.ArqRedis": Kind(names=("arq.ArqRedis",), methods={"enqueue_job": _ENQUEUE}, base="redis.Redis"),
        "fastapi.BackgroundTasks": Kind(
            names=("fastapi.BackgroundTasks", "starlette.background.BackgroundTasks"), methods={"add_task": _ENQUEUE}
        ),
    },
    functions={
        "arq.create_pool": Op("=arq.ArqRedis"),
        "django_rq.get_queue": Op("=rq.Queue"),
        "django_rq.enqueue": _ENQUEUE,
        "django_q.tasks.async_task": _ENQUEUE,
        "celery.current_app.send_task": _ENQUEUE,
        "celery.execute.send_task": _ENQUEUE,
    },
    of_functions={
        **dict.fromkeys(
            ("delay", "apply_async", "send", "send_with_options", "enqueue", "enqueue_at", "defer", "defer_async", "kiq", "schedule"), _ENQUEUE
        ),
        **dict.fromkeys(("s", "si", "signature", "subtask", "message", "kicker"), Op("=celery.canvas.Signature")),
    },
)  # fmt: skip
