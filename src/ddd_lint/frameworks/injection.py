"""Dependency injection: what a marker or a container's provider stands for."""

from __future__ import annotations

from ddd_lint.frameworks.library import Kind, Library, Op

_PROVIDERS = "dependency_injector.providers"

LIBRARY = Library(
    name="injection",
    aliases={
        "fastapi.params.Depends": "fastapi.Depends",
        "fastapi.param_functions.Depends": "fastapi.Depends",
        "fastapi.param_functions.Security": "fastapi.Security",
        "fastapi.params.Security": "fastapi.Security",
        "dependency_injector.wiring.Closing": "dependency_injector.wiring.Provide",
        "dependency_injector.wiring.Provider": "dependency_injector.wiring.Provide",
    },
    markers=(
        "fastapi.Depends", "fastapi.Security", "starlite.Provide", "litestar.di.Provide", "fast_depends.Depends", "taskiq.TaskiqDepends",
        "faststream.Depends", "dependency_injector.wiring.Provide",
    ),
    providers=tuple(
        f"{_PROVIDERS}.{name}"
        for name in (
            "Factory", "Singleton", "ThreadSafeSingleton", "ThreadLocalSingleton", "ContextLocalSingleton", "Callable", "Coroutine", "Resource",
            "Object",            "Dependency", "Container", "AbstractFactory", "AbstractSingleton",
        )
    ),
    kinds={
        "punq.Container": Kind(
            names=(
                "punq.Container", "injector.Injector", "svcs.Container", "kink.Container", "lagom.Container",
                 "rodi.Container", "dishka.AsyncContainer", "dishka.Container",
            ),
            methods={"resolve": Op("new<0"), "get": Op("new<0"), "get_or_create": Op("new<0"), "instantiate": Op("new<0")},
        ),
    },
)  # fmt: skip
