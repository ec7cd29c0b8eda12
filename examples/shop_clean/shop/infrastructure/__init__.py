"""The tools behind the ports: database tables, payment provider, mail, Redis."""
