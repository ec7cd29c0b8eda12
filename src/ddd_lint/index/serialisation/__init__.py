"""What is rendered for each row of a list, and what that asks of the database: serializers, schemas, admin lists, GraphQL types."""
