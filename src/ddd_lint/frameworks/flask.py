"""Flask's and Starlette's places for what a request carries along."""

from __future__ import annotations

from ddd_lint.frameworks.library import Library

LIBRARY = Library(
    name="flask",
    aliases={"flask.globals.g": "flask.g", "flask.globals.current_app": "flask.current_app", "quart.g": "flask.g"},
    carriers=(
        "flask.g",
        "fastapi.Request.state",
        "starlette.requests.Request.state",
        "fastapi.FastAPI.state",
        "starlette.applications.Starlette.state",
        "fastapi.WebSocket.state",
    ),
)
