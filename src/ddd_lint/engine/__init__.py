"""From paths to results: find, read, analyse, judge."""
