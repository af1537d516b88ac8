"""The authentication backend has a rule of its own: banned users may not log in."""
