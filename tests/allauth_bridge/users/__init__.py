"""A user model unlike Django's own."""

__all__: list[str] = []
