"""Generic views of Django and Django REST framework: where their rows come from."""

from __future__ import annotations

from ddd_lint.frameworks.library import QUERY, Library, Op

_REST = (
    *(f"rest_framework.viewsets.{name}" for name in ("ModelViewSet", "ReadOnlyModelViewSet", "GenericViewSet")),
    *(
        f"rest_framework.generics.{name}"
        for name in (
            "GenericAPIView", "ListAPIView", "RetrieveAPIView", "CreateAPIView", "UpdateAPIView", "DestroyAPIView", "ListCreateAPIView",
            "RetrieveUpdateAPIView", "RetrieveDestroyAPIView", "RetrieveUpdateDestroyAPIView",
        )
    ),
)  # fmt: skip
_DJANGO = (
    *(f"django.views.generic.{name}" for name in ("ListView", "DetailView", "CreateView", "UpdateView", "DeleteView")),
    "django.views.generic.list.ListView",
    "django.views.generic.list.MultipleObjectMixin",
    "django.views.generic.detail.DetailView",
    "django.views.generic.detail.SingleObjectMixin",
    "django.views.generic.edit.CreateView",
    "django.views.generic.edit.UpdateView",
    "django.views.generic.edit.DeleteView",
)
_METHODS = {
    "get_object": Op("item", QUERY),
    "get_queryset": Op("django.QuerySet"),
    "filter_queryset": Op("arg0"),
    "paginate_queryset": Op("list<<0", QUERY),
}
_CONTEXT = {"get_context_data": Op("keywords")}
_VIEW_METHODS = {**_METHODS, **_CONTEXT}
_CONTEXTS = tuple(
    f"django.views.generic.{module}{name}"
    for module, names in {
        "": ("View", "TemplateView", "FormView", "RedirectView"),
        "base.": ("View", "TemplateView", "ContextMixin"),
        "edit.": ("FormView", "FormMixin"),
    }.items()
    for name in names
)

LIBRARY = Library(
    name="generic views",
    inherited={
        **dict.fromkeys(_REST, _METHODS),
        **dict.fromkeys(_DJANGO, _VIEW_METHODS),
        **dict.fromkeys(_CONTEXTS, _CONTEXT),
    },
    rows_from=("get_queryset", "queryset", "model"),
)
