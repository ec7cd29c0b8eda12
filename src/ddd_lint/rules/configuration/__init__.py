"""DDD5: configuration that is written into code instead of being read once from the environment."""
