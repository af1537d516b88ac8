"""System checks: each wrong setting or combination has an id, a message and a hint. The ids are in docs/settings.md."""

from .server import check_settings, is_placeholder

__all__ = ["check_settings", "is_placeholder"]
