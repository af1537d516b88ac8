"""The user model has no email field, and the key is not called id."""
