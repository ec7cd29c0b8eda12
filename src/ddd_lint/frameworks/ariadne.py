"""Objects that ariadne's resolvers are bound to."""

from __future__ import annotations

from ddd_lint.frameworks.library import Kind, Library, Op

_BINDING = {
    "field": Op(""),
    "source": Op(""),
    "set_field": Op("arg1"),
    "set_source": Op("arg1"),
    "set_alias": Op(""),
}

LIBRARY = Library(
    name="ariadne",
    kinds={
        f"ariadne.{name}": Kind(names=(f"ariadne.{name}", f"ariadne.{module}.{name}"), methods=_BINDING)
        for name, module in (
            ("QueryType", "objects"),
            ("MutationType", "objects"),
            ("ObjectType", "objects"),
            ("SubscriptionType", "subscriptions"),
            ("InterfaceType", "interfaces"),
        )
    },
)
