"""The warehouse: a context of its own; `reserve` is its front door."""

from shop.warehouse.stock import reserve

__all__ = ["reserve"]
