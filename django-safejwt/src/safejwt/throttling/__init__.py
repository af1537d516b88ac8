"""Rate limits: throttles over a sliding window, and the limits on login attempts."""

from .anonymous import AnonymousThrottle
from .throttles import (
    ClientNetworkThrottle,
    LoginThrottle,
    PasswordThrottle,
    RegisterThrottle,
    RenameThrottle,
    WindowThrottle,
)

__all__ = [
    "AnonymousThrottle",
    "ClientNetworkThrottle",
    "LoginThrottle",
    "PasswordThrottle",
    "RegisterThrottle",
    "RenameThrottle",
    "WindowThrottle",
]
