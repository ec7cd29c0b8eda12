"""The one place that parses and walks source code."""
