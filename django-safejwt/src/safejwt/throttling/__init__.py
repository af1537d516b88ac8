"""Rate limits: Django REST Framework throttles over a sliding window, and the limits on login attempts."""

from .throttles import LoginThrottle, PasswordThrottle, PlaceThrottle, RegisterThrottle

__all__ = ["LoginThrottle", "PasswordThrottle", "PlaceThrottle", "RegisterThrottle"]
