"""What people call the layers of a back end: names of packages and modules, from the outside in."""

from __future__ import annotations

API = "api"
SERVICE = "service"
DOMAIN = "domain"
REPOSITORY = "repository"
INFRASTRUCTURE = "infrastructure"
COMPOSITION = "composition"

FOLDERS = {
    "routes": API, "routers": API, "router": API, "route": API, "endpoints": API, "endpoint": API, "controllers": API, "controller": API,
    "presentation": API, "presenters": API, "entrypoints": API, "entry_points": API, "views": API, "viewsets": API, "resolvers": API,
    "api": API, "rest": API, "web": API, "graphql": API, "blueprints": API, "dependencies": API,
    "application": SERVICE, "use_cases": SERVICE, "usecases": SERVICE, "use_case": SERVICE, "usecase": SERVICE, "services": SERVICE,
    "service": SERVICE, "service_layer": SERVICE, "interactors": SERVICE, "application_services": SERVICE,
    "domain": DOMAIN, "aggregates": DOMAIN, "value_objects": DOMAIN, "valueobjects": DOMAIN,
    "repositories": REPOSITORY, "repository": REPOSITORY, "repos": REPOSITORY, "repo": REPOSITORY, "daos": REPOSITORY, "dao": REPOSITORY,
    "infrastructure": INFRASTRUCTURE, "infra": INFRASTRUCTURE, "adapters": INFRASTRUCTURE, "persistence": INFRASTRUCTURE,
    "orm": INFRASTRUCTURE, "gateways": INFRASTRUCTURE,
    "bootstrap": COMPOSITION, "containers": COMPOSITION, "ioc": COMPOSITION,
}  # fmt: skip
"""A package's name → the layer of the modules below it."""

MODULES = {
    **{name: layer for name, layer in FOLDERS.items() if name not in ("web", "rest", "orm", "graphql", "repo", "repos")},
    "urls": API, "viewset": API, "view": API,

    "main": COMPOSITION, "__main__": COMPOSITION, "app": COMPOSITION, "asgi": COMPOSITION, "wsgi": COMPOSITION,
    "container": COMPOSITION, "dependencies": COMPOSITION, "deps": COMPOSITION,
    "di": COMPOSITION, "wiring": COMPOSITION, "composition": COMPOSITION, "composition_root": COMPOSITION,
    "factory": COMPOSITION, "worker": COMPOSITION, "celery": COMPOSITION, "celery_app": COMPOSITION,
}  # fmt: skip
"""A module's own name → its layer."""

SUFFIXES = {
    "_repository": REPOSITORY, "_repo": REPOSITORY, "_dao": REPOSITORY, "_service": SERVICE, "_use_case": SERVICE, "_usecase": SERVICE,
    "_router": API, "_routes": API, "_controller": API, "_views": API, "_endpoints": API,
}  # fmt: skip
"""How a module's name ends → its layer, where no package above has one."""

MODEL_FOLDERS = frozenset({"entities", "entity", "models", "model"})
"""Domain packages where their classes are plain, and no layer where they are mapped or schemas."""

WEB_PARTS = frozenset(
    {"views", "routes", "routers", "router", "urls", "endpoints", "controllers", "viewsets", "blueprint", "blueprints"}
)
MODEL_PARTS = frozenset({"models", "model", "entities", "tables"})
"""A package that holds one of each is a feature of its own, whatever its name."""

BAGS = frozenset({"domain", "api", "web", "application", "service", "services"})
"""Packages that may also hold a whole application, feature by feature, each with layers of its own."""

FEATURE_PARTS = WEB_PARTS | {"service", "services"}
VAGUE = frozenset({"api", "web", "rest", "graphql"})
"""Packages that are API only where a route handler stands below them: a client of an API is called so, too."""

INJECTED = frozenset({"dependencies"})
"""Packages that are API where a function below them is one that a web framework injects."""

INSIDE = {
    API: frozenset({"application", "use_cases", "usecases", "services", "service_layer", "domain", "aggregates", "value_objects", "repositories",
                    "repos", "infrastructure", "infra"}),
    DOMAIN: frozenset({"use_cases", "usecases", "use_case", "usecase", "application", "infrastructure", "infra", "presentation",
                       "controllers", "routers", "routes", "entrypoints"}),
    SERVICE: frozenset({"domain", "infrastructure", "infra", "adapters", "presentation", "controllers", "routers", "routes", "entrypoints",
                        "aggregates", "value_objects", "views", "endpoints"}),
    INFRASTRUCTURE: frozenset({"repositories", "repository", "repos", "repo", "daos", "dao", "controllers", "routers", "routes", "entrypoints",
                               "domain", "application", "presentation"}),
    REPOSITORY: frozenset({"domain"}),
    COMPOSITION: frozenset(),
}  # fmt: skip
"""Below a package of this layer only these names change it."""

NOBODYS = frozenset(
    {"config", "configs", "settings", "conf", "constants", "consts", "types", "typing", "logging", "log", "logger", "loggers", "clock", "time",
     "timezone", "utils", "util", "helpers", "common", "i18n", "version", "schemas", "schema", "dto", "dtos", "locale", "interfaces",
     "interface", "ports", "protocols"}
)  # fmt: skip
"""Modules that every layer may import."""

SERVICE_MODULES = frozenset(name for name, layer in FOLDERS.items() if layer == SERVICE and name != "application")
"""Modules and packages that hold services themselves."""
