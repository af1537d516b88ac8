"""Users log in with a staff number, which is an integer."""
