"""What happens to an account, one module per flow, each with its verbs and its emails."""

from . import (
    account_security,
    data_export,
    deletion,
    email_change,
    known_devices,
    password_change,
    password_reset,
    registration,
    username_change,
    verification,
)

__all__ = [
    "account_security",
    "data_export",
    "deletion",
    "email_change",
    "known_devices",
    "password_change",
    "password_reset",
    "registration",
    "username_change",
    "verification",
]
