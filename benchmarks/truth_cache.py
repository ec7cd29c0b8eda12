"""A cache for Django that tells how often it is asked."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache


class CountedCache(LocMemCache):
    """A cache in memory; each call from outside adds to its `trips` while there are any."""

    trips: Any = None

    def __init__(self, name: str, parameters: dict[str, Any]) -> None:
        super().__init__(name or "truth", parameters)
        self._inside = False

    def _asked(self, ask: Any, *arguments: Any, **options: Any) -> Any:
        if self._inside or self.trips is None:
            return ask(*arguments, **options)
        self.trips.add(f"cache {ask.__name__}")
        self._inside = True
        try:
            return ask(*arguments, **options)
        finally:
            self._inside = False

    def get(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().get, *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().set, *arguments, **options)

    def get_many(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().get_many, *arguments, **options)

    def set_many(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().set_many, *arguments, **options)

    def delete(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().delete, *arguments, **options)

    def delete_many(self, *arguments: Any, **options: Any) -> Any:
        return self._asked(super().delete_many, *arguments, **options)
