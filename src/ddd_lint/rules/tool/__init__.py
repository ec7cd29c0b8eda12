"""Rules of the tool itself: what the engine could not check, and suppressions that do nothing."""
