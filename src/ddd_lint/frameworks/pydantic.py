"""Pydantic and msgspec: methods that make instances."""

from __future__ import annotations

from ddd_lint.frameworks.library import Library, Op

_MAKE, _SAME = Op("new"), Op("self")
_MODEL = {
    **dict.fromkeys(
        ("model_validate", "model_validate_json", "model_construct", "parse_obj", "parse_raw", "from_orm", "construct", "validate"), _MAKE
    ),
    **dict.fromkeys(("model_copy", "copy"), _SAME),
    **dict.fromkeys(("model_dump", "dict"), Op("=dict")),
    **dict.fromkeys(("model_dump_json", "json"), Op("=str")),
}  # fmt: skip

LIBRARY = Library(
    name="pydantic",
    aliases={"pydantic.main.BaseModel": "pydantic.BaseModel", "pydantic.v1.BaseModel": "pydantic.BaseModel"},
    inherited=dict.fromkeys(
        ("pydantic.BaseModel", "pydantic_settings.BaseSettings", "pydantic.BaseSettings", "sqlmodel.SQLModel", "ninja.Schema"), _MODEL
    ),
)  # fmt: skip
