"""Plain frozen data that every other part shares: no syntax tree, no input or output."""
