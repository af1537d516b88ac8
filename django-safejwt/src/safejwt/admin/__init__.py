"""Django admin: signed-in devices, security events, and actions for the admin of your user model."""

from .events import SecurityEventAdmin
from .privileges import ChangedBySuperusers
from .sessions import ActiveFilter, RefreshTokenAdmin
from .users import UserActions

__all__ = ["ActiveFilter", "ChangedBySuperusers", "RefreshTokenAdmin", "SecurityEventAdmin", "UserActions"]
