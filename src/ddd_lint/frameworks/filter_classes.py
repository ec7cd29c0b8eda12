"""Classes whose fields filter a table by themselves: django-filter, fastapi-filter, strawberry-django, DRF and Django views."""

from __future__ import annotations

DJANGO_FILTER_SETS = frozenset(
    {
        "django_filters.FilterSet", "django_filters.filterset.FilterSet", "django_filters.rest_framework.FilterSet",
        "django_filters.rest_framework.filterset.FilterSet", "django_filters.filterset.BaseFilterSet",
        "rest_framework_filters.FilterSet", "rest_framework_filters.filterset.FilterSet",
    }
)  # fmt: skip
FILTER_PACKAGES = frozenset({"django_filters", "rest_framework_filters"})
ORDERING_FILTERS = frozenset({"OrderingFilter", "BaseInFilter"})
"""Filters of a filter set that filter by no column."""
INFIX_FILTERS = frozenset({"SearchFilter"})

FASTAPI_FILTERS = frozenset(
    {"fastapi_filter.contrib.sqlalchemy.Filter", "fastapi_filter.contrib.sqlalchemy.filter.Filter"}
)
FASTAPI_SUFFIXES = {
    "neq": "negated", "not": "negated", "not_in": "negated", "isnull": "null", "in": "in",
    "gt": "range", "gte": "range", "lt": "range", "lte": "range", "like": "infix", "ilike": "infix", "contains": "infix",
}  # fmt: skip

STRAWBERRY_FILTERS = frozenset(
    {
        "strawberry_django.filter", "strawberry_django.filter_type", "strawberry_django.filters.filter", "strawberry_django.filters.filter_type",
        "strawberry.django.filter",
    }
)  # fmt: skip

DRF_VIEWS = ("rest_framework.viewsets.", "rest_framework.generics.", "rest_framework.mixins.")
DRF_LISTS = frozenset(
    {
        "rest_framework.mixins.ListModelMixin", "rest_framework.viewsets.ModelViewSet", "rest_framework.viewsets.ReadOnlyModelViewSet",
        "rest_framework.generics.ListAPIView", "rest_framework.generics.ListCreateAPIView",
    }
)  # fmt: skip
"""Views that list their `queryset`, page by page."""
DJANGO_LISTS = frozenset(
    {
        "django.views.generic.ListView",
        "django.views.generic.list.ListView",
        "django.views.generic.list.MultipleObjectMixin",
    }
)
"""Views that list it so if they set `paginate_by`."""
VIEW_FILTERS = ("filterset_class", "filter_class")
"""Attributes of a view that name its filter class."""
VIEW_FIELDS = ("filterset_fields", "filter_fields")
"""Attributes of a view that name the fields to filter by."""
