"""DDD1: business logic and data access in API routes."""
