"""How code has a template rendered, and what template languages do to values.

Names are qualified ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Render(msgspec.Struct, frozen=True):
    """Where a rendering call takes the template's name and the context from: a position, and keywords.

    context: -1 where it is given by keywords (of any name) alone.
    """

    name: tuple[int, str]
    context: tuple[int, str]


_DJANGO = Render((1, "template_name"), (2, "context"))
_FLASK = Render((0, "template_name_or_list"), (-1, ""))
_STARLETTE = Render((1, "name"), (2, "context"))
"""Before Starlette 0.29 the name came first: told by what stands there."""

FUNCTIONS: Mapping[str, Render] = {
    "django.shortcuts.render": _DJANGO,
    "django.template.response.TemplateResponse": Render((1, "template"), (2, "context")),
    "django.template.response.SimpleTemplateResponse": Render((0, "template"), (1, "context")),
    "django.template.loader.render_to_string": Render((0, "template_name"), (1, "context")),
    "flask.render_template": _FLASK,
    "flask.stream_template": _FLASK,
    "flask.templating.render_template": _FLASK,
    "flask.templating.stream_template": _FLASK,
    "quart.render_template": _FLASK,
    "quart.templating.render_template": _FLASK,
    "aiohttp_jinja2.render_template": Render((0, "template_name"), (2, "context")),
    "aiohttp_jinja2.render_string": Render((0, "template_name"), (2, "context")),
    "litestar.response.Template": Render((0, "template_name"), (99, "context")),
    "litestar.response.template.Template": Render((0, "template_name"), (99, "context")),
    **{
        f"{package}.Jinja2Templates.TemplateResponse": _STARLETTE
        for package in ("fastapi.templating", "starlette.templating")
    },
}
"""Functions, classes, and methods of a library's class."""

LOADERS = frozenset(
    {
        "django.template.loader.get_template", "django.template.loader.select_template", "jinja2.Environment.get_template",
        "jinja2.environment.Environment.get_template", "jinja2.sandbox.SandboxedEnvironment.get_template",
    }
)  # fmt: skip
"""Calls that give a template by its name, to be rendered by its method `render`."""
LOADS_LATER = "prefetch_related_objects"
RENDERS = frozenset({"render", "render_async", "generate"})

# -- generic views of Django -------------------------------------------------------------------------------------------

_VIEWS = ("django.views.generic.", "django.views.generic.list.", "django.views.generic.detail.", "django.views.generic.edit.",
          "django.views.generic.base.", "django.views.generic.dates.")  # fmt: skip
LIST_VIEWS = frozenset(
    f"{package}{name}"
    for package in _VIEWS
    for name in (
        "ListView",
        "BaseListView",
        "MultipleObjectMixin",
        "MultipleObjectTemplateResponseMixin",
        "ArchiveIndexView",
    )
)
OBJECT_VIEWS = frozenset(
    f"{package}{name}"
    for package in _VIEWS
    for name in (
        "DetailView",
        "BaseDetailView",
        "UpdateView",
        "DeleteView",
        "SingleObjectMixin",
        "SingleObjectTemplateResponseMixin",
    )
)
TEMPLATE_VIEWS = (
    LIST_VIEWS
    | OBJECT_VIEWS
    | frozenset(
        f"{package}{name}"
        for package in _VIEWS
        for name in ("TemplateView", "FormView", "CreateView", "TemplateResponseMixin", "ContextMixin")
    )
)
CONTEXT_DECORATORS = frozenset({"django_context_decorator.context"})
"""Decorators that put what a view's method gives into the context, under the method's name."""

# -- what the languages do ---------------------------------------------------------------------------------------------

TAG_LIBRARY = "django.template.Library"
SAME = frozenset(
    {
        "list", "sort", "dictsort", "dictsortreversed", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "slice",
        "default", "d", "default_if_none", "safe", "shuffle", "tojson",
    }
)  # fmt: skip
"""Filters that give what they get, or a part of it."""
ITEM = frozenset({"first", "last", "random", "min", "max"})
"""Filters that give one of the items."""
GOES_OVER = frozenset(
    {
        "list", "sort", "dictsort", "dictsortreversed", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "first",
        "last", "random", "min", "max", "length", "count", "length_is", "join", "sum", "map", "tojson", "json_script", "unordered_list",
        "batch",
    }
)  # fmt: skip
"""Filters that go over the items, of all or the first: a queryset runs for them."""
BY_ATTRIBUTE: Mapping[str, int] = {
    "map": 99, "sum": 0, "sort": 99, "unique": 99, "min": 99, "max": 99, "selectattr": 0, "rejectattr": 0, "join": 1, "dictsort": 0,
    "dictsortreversed": 0,
}  # fmt: skip
"""Filters that read an attribute of each item: where its name stands, unless under the keyword `attribute`."""
KEPT_BY_PREFETCH = frozenset({"all", "count", "exists"})
"""Methods of a related manager that ask nothing where the rows were prefetched."""
