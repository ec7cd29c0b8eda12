"""DDD2: anemic domain models."""
