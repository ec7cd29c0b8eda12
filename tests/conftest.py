"""What all tests share."""

collect_ignore = ["fixtures"]
