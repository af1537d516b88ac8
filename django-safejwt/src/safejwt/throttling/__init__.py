"""Rate limits: throttles over a sliding window, and the limits on login attempts."""

from .throttles import (
    ClientNetworkThrottle,
    LoginThrottle,
    PasswordThrottle,
    RegisterThrottle,
    RenameThrottle,
    WindowThrottle,
)

__all__ = [
    "ClientNetworkThrottle",
    "LoginThrottle",
    "PasswordThrottle",
    "RegisterThrottle",
    "RenameThrottle",
    "WindowThrottle",
]
