"""Facts of all files → one read-only index that says what names, values and calls mean."""
