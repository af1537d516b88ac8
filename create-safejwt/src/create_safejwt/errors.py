"""What stops the command. The message says what to do."""

__all__ = ["ProjectError"]


class ProjectError(Exception):
    """The project cannot be created or updated."""
