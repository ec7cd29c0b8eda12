"""GraphQL: what types and their resolvers ask the database for, once an object of a list."""
