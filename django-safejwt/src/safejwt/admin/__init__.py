"""Django admin: signed-in devices, security events, and actions for the admin of your user model."""

from .sessions import LivingFilter, RefreshTokenAdmin, SecurityEventAdmin, UserActions

__all__ = ["LivingFilter", "RefreshTokenAdmin", "SecurityEventAdmin", "UserActions"]
