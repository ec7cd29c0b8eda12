"""Templates: the pages that code renders, and what they read of each row."""
