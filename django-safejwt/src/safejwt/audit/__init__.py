"""Security events: what is recorded, where it came from, and what users can read of it."""
