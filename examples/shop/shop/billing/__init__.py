"""Billing: a context of its own."""
