"""A web shop: customers fill carts, place orders, pay, review."""
