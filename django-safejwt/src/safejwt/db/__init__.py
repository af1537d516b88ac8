"""What this package needs of the database beyond the ORM."""
