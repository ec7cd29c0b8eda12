"""DDD6: catching and raising generic exceptions."""
