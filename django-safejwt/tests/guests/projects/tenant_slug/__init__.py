"""The tenant is an argument of the path, and a view of the project reads it."""
