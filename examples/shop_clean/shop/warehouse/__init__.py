"""The warehouse: a context of its own; what stands here is its front door."""

from shop.warehouse.stock import shelf_of, take

__all__ = ["shelf_of", "take"]
