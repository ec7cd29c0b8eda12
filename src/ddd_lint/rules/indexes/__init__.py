"""Missing and wrong indexes, and migrations that can't be undone."""
