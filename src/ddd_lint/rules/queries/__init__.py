"""DDD3: N+1 query problems."""
