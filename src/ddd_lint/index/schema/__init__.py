"""The database schema as the code declares it: tables with their columns, indexes, constraints and foreign keys."""
