"""Where customers, products and orders are kept."""
