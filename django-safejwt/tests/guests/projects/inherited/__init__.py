"""The user model is a child of another table (multi-table inheritance)."""
