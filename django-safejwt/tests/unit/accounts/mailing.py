"""The settings that choose an email backend, for each version of Django."""

from typing import Any

import django

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def mailing(backend: str) -> dict[str, Any]:
    """Return the settings for a backend without a timeout."""
    if django.VERSION < (6, 1):
        return {"EMAIL_BACKEND": backend, "EMAIL_TIMEOUT": None}
    return {"MAILERS": {"default": {"BACKEND": backend}}}


def send_by(settings: Any, backend: str) -> None:
    for name, value in mailing(backend).items():
        setattr(settings, name, value)
