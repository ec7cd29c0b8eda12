"""How the project uses a column: every filter, join and ordering over it, with what always stands beside it."""
