"""django-graphql-jwt with its own refresh tokens is installed beside us, and GraphQL knows our user."""
