"""Logins that `adopt/` exchanges for a session: one module for each package, and one for Django's sessions."""
