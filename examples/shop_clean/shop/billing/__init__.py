"""Billing: a context of its own."""

from shop.billing.invoices import render

__all__ = ["render"]
