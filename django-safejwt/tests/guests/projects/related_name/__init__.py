"""The name with which users log in is a foreign key."""
