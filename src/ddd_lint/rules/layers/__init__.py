"""DDD8: layered architecture."""
